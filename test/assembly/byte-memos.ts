import { ByteMemo, Entry, release } from "../../modules/analyzer/assembly/bytes/byte-memo";

export { release };

export function newMemo(slots: i32, maxBytes: i32): ByteMemo {
  return new ByteMemo(slots, maxBytes);
}

export function getEntry(memo: ByteMemo, start: usize, end: usize): Entry {
  return memo.get(start, end);
}
