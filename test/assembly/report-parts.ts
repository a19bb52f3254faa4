/** Lays open what writes pieces of a line. Each starts over, and returns how long what it wrote is: from `writtenAt` on. */
import * as address from "../../modules/analyzer/assembly/report/address";
import * as text from "../../modules/analyzer/assembly/report/text";
import * as timestamp from "../../modules/analyzer/assembly/report/timestamp";

const out = text.out;

export function allocate(bytes: i32): usize {
  return heap.alloc(bytes);
}

export function writtenAt(): usize {
  return out.start;
}

export function addressText(words: usize): i32 {
  text.reserve(address.MAX_ADDRESS_BYTES);
  address.addressText(words);
  return written();
}

export function timestampText(timeUs: f64): i32 {
  text.reserve(timestamp.TIMESTAMP_BYTES);
  timestamp.timestampText(timeUs);
  return written();
}

/** Digits of the largest number of 64 bits, with its sign or its point. */
const MAX_NUMBER_BYTES = 22;

export function whole(value: u64): i32 {
  text.reserve(MAX_NUMBER_BYTES);
  text.whole(value);
  return written();
}

export function padded(value: u64, count: i32): i32 {
  text.reserve(count);
  text.padded(value, count);
  return written();
}

export function tenths(value: i64): i32 {
  text.reserve(MAX_NUMBER_BYTES);
  text.tenths(value);
  return written();
}

export function hexadecimal(value: i32): i32 {
  text.reserve(MAX_NUMBER_BYTES);
  text.hexadecimal(value);
  return written();
}

export function hexBytes(start: usize, count: i32): i32 {
  text.reserve(2 * count);
  text.hexBytes(start, count);
  return written();
}

function written(): i32 {
  return <i32>(out.at - out.start);
}
