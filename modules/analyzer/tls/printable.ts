import { u8 } from "../bytes/big-endian";

const PRINTABLE_FIRST = 0x20;
const PRINTABLE_LAST = 0x7e;
const BACKSLASH = 0x5c;

/**
 * Shows bytes a peer chose as ASCII. What is not printable becomes `\x0a`, and so does a backslash, so that two different
 * byte strings never look the same and none can carry control characters into a terminal.
 */
export function printable(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at++) {
    const byte = u8(bytes, at);
    const plain = byte >= PRINTABLE_FIRST && byte <= PRINTABLE_LAST && byte !== BACKSLASH;
    text += plain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return text;
}
