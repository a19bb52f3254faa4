/** Writes pieces of JSON into a buffer that its user has made large enough: `reserve`, `reserveMore`. */
import { ByteWriter } from "../bytes/byte-writer";
import { newText, SharedText } from "../bytes/shared-text";

const FIRST_CAPACITY = 16 * 1024;

let capacity = FIRST_CAPACITY;
export const out = new ByteWriter(heap.alloc(FIRST_CAPACITY));

/** Starts over, with room for `bytes`. */
export function reserve(bytes: i32): void {
  if (bytes > capacity) {
    heap.free(out.start);
    capacity = bytes;
    out.start = heap.alloc(bytes);
  }
  out.at = out.start;
}

/** Makes room for `bytes` more behind what was written. */
export function reserveMore(bytes: i32): void {
  const written = <i32>(out.at - out.start);
  if (written + bytes <= capacity) return;
  capacity = 2 * (written + bytes);
  out.start = heap.realloc(out.start, capacity);
  out.at = out.start + written;
}

/** A copy of what was written since `reserve`. */
export function copyWritten(): SharedText {
  return newText(out.start, <i32>(out.at - out.start));
}

/** Text that never changes, of ASCII alone: four characters a step, each of which is two bytes of the string. */
export function literal(text: string): void {
  let from = changetype<usize>(text);
  const end = from + 2 * <usize>text.length;
  let at = out.at;
  for (; from + 8 <= end; from += 8, at += 4) {
    const characters = load<u64>(from);
    const pairs = (characters | (characters >> 8)) & 0x0000_ffff_0000_ffff;
    store<u32>(at, <u32>(pairs | (pairs >> 16)));
  }
  for (; from < end; from += 2, at++) store<u8>(at, load<u8>(from));
  out.at = at;
}

/** A whole number that is not negative. */
export function whole(value: u64): void {
  out.whole(value);
}

/** `count` digits, padded with zeros. */
export function padded(value: u64, count: i32): void {
  out.at += count;
  for (let at = out.at; count > 0; count--, value /= 10) store<u8>(--at, ZERO + <u8>(value % 10));
}

/** A number of tenths, as JSON writes the number. */
export function tenths(value: i64): void {
  if (value < 0) out.byte(MINUS);
  const size: u64 = value < 0 ? -value : value;
  whole(size / 10);
  if (size % 10 === 0) return;
  out.byte(POINT);
  whole(size % 10);
}

/** The lower 16 bits, in hexadecimal digits without leading zeros. */
export function hexadecimal(value: i32): void {
  let isLeading = true;
  for (let shift = 12; shift >= 0; shift -= 4) {
    const digit = (value >> shift) & 15;
    if (isLeading && digit === 0 && shift > 0) continue;
    isLeading = false;
    out.hexDigit(digit);
  }
}

/** `count` bytes, two hexadecimal digits each. */
export function hexBytes(start: usize, count: i32): void {
  for (let i = 0; i < count; i++) out.hexByte(load<u8>(start + i));
}

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
