import { concat, padded, u16, u24, u8 } from "./wire-bytes";

/** Builds the headers a mirrored frame travels in, and the numbers that say what follows a header. */

export const EtherType = {
  IPV4: 0x0800,
  IPV6: 0x86dd,
  VLAN: 0x8100,
  QINQ: 0x88a8,
  TRANSPARENT_ETHERNET: 0x6558,
} as const;
export const VXLAN_PORT = 4789;
export const GENEVE_PORT = 6081;

/** VXLAN, RFC 7348 section 5. */
export function vxlan(options: { vni: number; flags?: number; reserved?: number }, payload: Uint8Array): Uint8Array {
  const reserved = options.reserved ?? 0;
  return concat(u8(options.flags ?? 0x08), u24(reserved), u24(options.vni), u8(reserved), payload);
}

export interface GeneveOptions {
  readonly vni: number;
  /** Type-length-value options; padded to four bytes. */
  readonly options?: Uint8Array;
  /** @default - by the IP version of the payload, as a Gateway Load Balancer sends */
  readonly protocolType?: number;
}

/** GENEVE, RFC 8926 section 3.4. */
export function geneve(options: GeneveOptions, payload: Uint8Array): Uint8Array {
  const tunnelOptions = padded(options.options ?? new Uint8Array(0), 4);
  return concat(
    u8(tunnelOptions.length / 4),
    u8(0),
    u16(options.protocolType ?? etherTypeOf(payload)),
    u24(options.vni),
    u8(0),
    tunnelOptions,
    payload,
  );
}

/** By the IP version in the first byte. */
export function etherTypeOf(payload: Uint8Array): number {
  return (payload[0] ?? 0) >> 4 === 6 ? EtherType.IPV6 : EtherType.IPV4;
}
