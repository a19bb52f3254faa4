/** One of `count` parts, in which both directions of a connection, and its copies by other mirror sessions, fall together. */
export interface Shard {
  /** From 0 to below `count`. */
  readonly index: number;
  /** How many parts there are. */
  readonly count: number;
}

/** All connections. */
export const WHOLE: Shard = { index: 0, count: 1 };

/** The flow table's slots are chosen by the lower bits of the hash, so that shards must be by the upper ones. */
const SHARD_BITS = 24;

/** Whether connections of endpoints with this hash belong to the shard. */
export function isOf({ index, count }: Shard, endpointHash: number): boolean {
  return count === 1 || (endpointHash >>> SHARD_BITS) % count === index;
}
