/** The flow table's slots are chosen by the lower bits of the hash, so that shards must be by the upper ones. */
const SHARD_BITS = 24;

let index: u32 = 0;
let count: u32 = 1;

/** The part of the connections to follow: part `part` of `parts`, counted from 0. */
export function setShard(part: i32, parts: i32): void {
  index = part;
  count = parts;
}

/** Whether connections of endpoints with this hash belong to the shard. */
export function isOfShard(endpointHash: i32): bool {
  return count === 1 || ((<u32>endpointHash) >>> SHARD_BITS) % count === index;
}
