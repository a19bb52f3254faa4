/** Lines in their order, gathered to be told outside. */
import { Entry } from "../bytes/byte-memo";
import { ByteWriter } from "../bytes/byte-writer";
import { lines } from "../outside";

/** Lines are told when they are so many bytes, or when the engine has done what it was asked for. */
const GATHERED_BYTES = 64 * 1024;

const LINE_FEED = 0x0a;
const SPACE = 0x20;
/** Digits of the largest number of a packet, and the space behind it. */
const ORDINAL_BYTES = 21;

let capacity = GATHERED_BYTES;
const out = new ByteWriter(heap.alloc(GATHERED_BYTES));
let isNumbered = false;

/** Whether the number of its packet, and a space, are told before each record. */
export function setNumbered(numbered: bool): void {
  isNumbered = numbered;
}

/** Tells a line of `length` bytes at `start`, with the lists of its hello where they belong. */
export function tell(ordinal: f64, start: usize, length: i32, kind: Entry | null, listsAt: i32): void {
  const lists: usize = kind === null ? 0 : kind.lists;
  const listsLength = lists === 0 ? 0 : load<i32>(lists);
  makeRoom(ORDINAL_BYTES + length + listsLength + 1);
  if (isNumbered) {
    out.whole(<u64>ordinal);
    out.byte(SPACE);
  }
  if (lists === 0) out.copy(start, length);
  else {
    out.copy(start, listsAt);
    out.copy(lists + 4, listsLength);
    out.copy(start + listsAt, length - listsAt);
  }
  out.byte(LINE_FEED);
}

/** Tells outside what was gathered. */
export function deliver(): void {
  const end = out.at;
  if (end === out.start) return;
  out.at = out.start;
  lines(out.start, end);
}

function makeRoom(bytes: i32): void {
  if (out.at + bytes <= out.start + capacity) return;
  deliver();
  if (bytes <= capacity) return;
  heap.free(out.start);
  capacity = bytes;
  out.start = out.at = heap.alloc(bytes);
}
