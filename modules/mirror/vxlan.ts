/** UDP port on which mirrored packets arrive, RFC 7348 section 5. */
export const VXLAN_PORT = 4789;

/** VXLAN network identifiers next to each other. */
export interface VirtualNetworkIdRange {
  /** The lowest, from 1. */
  readonly first: number;
  /** How many. All must be at most 16777215. */
  readonly count: number;
}

/** The range that holds exactly these identifiers; undefined where they are not next to each other, or known to Terraform alone. */
export function tryRange(ids: readonly number[]): VirtualNetworkIdRange | undefined {
  const first = Math.min(...ids);
  const single = ids.length === 1;
  const adjacent = ids.every((_, position) => ids.includes(first + position));
  return single || adjacent ? { first, count: ids.length } : undefined;
}
