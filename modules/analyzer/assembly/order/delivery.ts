/** Records in their order, as lines, gathered to be told outside. */
import { Entry } from "../bytes/byte-memo";
import { ByteWriter } from "../bytes/byte-writer";
import { lengthOf, SharedText } from "../bytes/shared-text";
import { lines } from "../outside";
import { HeldRecord } from "../report/held-record";
import { lineRoom, writeLine } from "../report/line";

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

/** Tells a record. */
export function tell(record: HeldRecord): void {
  begin(record.ordinal, lineRoom(record));
  out.at = writeLine(out.at, record, true);
  out.byte(LINE_FEED);
}

/** Tells a line of `length` bytes at `start` that has a gap for the lists of its hello, where those of `kind` belong. */
export function tellLine(ordinal: f64, start: usize, length: i32, kind: Entry | null, listsAt: i32): void {
  const lists: SharedText | null = kind === null ? null : kind.lists;
  begin(ordinal, length + lengthOf(lists));
  if (lists === null) out.copy(start, length);
  else {
    out.copy(start, listsAt);
    out.copy(lists.bytes, lists.length);
    out.copy(start + listsAt, length - listsAt);
  }
  out.byte(LINE_FEED);
}

/** Makes room for a line, and writes what stands before it. */
function begin(ordinal: f64, bytes: i32): void {
  makeRoom(ORDINAL_BYTES + bytes + 1);
  if (!isNumbered) return;
  out.whole(<u64>ordinal);
  out.byte(SPACE);
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
