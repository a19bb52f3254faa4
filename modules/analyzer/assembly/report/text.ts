/** Writes pieces of JSON into a buffer that its user has made large enough: `reserve`. */
import { ByteWriter } from "../bytes/byte-writer";

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

/** Text that never changes, of ASCII alone. */
export function literal(text: string): void {
  const length = text.length;
  const from = changetype<usize>(text);
  for (let i = 0; i < length; i++) store<u8>(out.at + i, load<u8>(from + ((<usize>i) << 1)));
  out.at += length;
}

/** A whole number that is not negative. */
export function whole(value: u64): void {
  let digits = 1;
  for (let rest = value; rest > 9; rest /= 10) digits++;
  out.at += digits;
  let at = out.at;
  do {
    store<u8>(--at, ZERO + <u8>(value % 10));
    value /= 10;
  } while (value > 0);
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
    hexDigit(digit);
  }
}

/** `count` bytes, two hexadecimal digits each. */
export function hexBytes(start: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const byte = load<u8>(start + i);
    hexDigit(byte >> 4);
    hexDigit(byte & 15);
  }
}

function hexDigit(digit: i32): void {
  out.byte(digit < 10 ? ZERO + digit : LETTER_A - 10 + digit);
}

const ZERO = 0x30;
const LETTER_A = 0x61;
const MINUS = 0x2d;
const POINT = 0x2e;
