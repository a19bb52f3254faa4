/** What lines say of byte strings that is text made outside, once for each that the engine tells apart. */
import { Entry } from "../bytes/byte-memo";
import { describe } from "../outside";

/** What is made text of outside: by the numbers of `DESCRIBED` in `engine/ended-conversation.ts`. */
export enum Described {
  /** The record's `serverHello`; in detail the curve of a ServerKeyExchange. */
  SERVER_HELLO = 0,
  /** The record's `certificate`; in detail the length of the chain. */
  CERTIFICATE = 1,
  /** Names of codes as JSON strings; in detail the code. Of cipher suites also those of SSL 2.0, which are longer. */
  VERSION = 2,
  CIPHER_SUITE = 3,
  GROUP = 4,
  SIGNATURE_SCHEME = 5,
}

/** Has the text made that says what the entry is, if it was not made before. */
export function demand(entry: Entry, what: Described, detail: i32): void {
  if (entry.text !== 0 && entry.detail === detail) return;
  if (entry.text !== 0) heap.free(entry.text);
  const start = entry.bytes;
  entry.text = describe(what, start, start + entry.length, detail);
  entry.detail = detail;
}

/** Length of the text, which stands before it. */
export function lengthOf(entry: Entry | null): i32 {
  return entry === null || entry.text === 0 ? 0 : load<i32>(entry.text);
}
