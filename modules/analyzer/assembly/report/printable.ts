/** Bytes that a peer chose, as JSON strings. */
import { hexBytes, literal, out } from "./text";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const PRINTABLE_FIRST = 0x20;
const PRINTABLE_LAST = 0x7e;

/** Room for the JSON string of `length` bytes. */
export function printableBytes(length: i32): i32 {
  return 5 * length + 2;
}

/** Writes `[start, end)` as JSON.stringify would what `tls/printable.ts` makes of it. */
export function printable(start: usize, end: usize): void {
  out.byte(QUOTE);
  for (let at = start; at < end; at++) {
    const byte = <i32>load<u8>(at);
    if (byte === QUOTE) literal('\\"');
    else if (byte >= PRINTABLE_FIRST && byte <= PRINTABLE_LAST && byte !== BACKSLASH) out.byte(byte);
    else {
      literal("\\\\x");
      hexBytes(at, 1);
    }
  }
  out.byte(QUOTE);
}
