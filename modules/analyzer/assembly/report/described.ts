/** What lines say of byte strings that is text made outside, once for each that the engine tells apart. */
import { Entry } from "../bytes/byte-memo";
import { releaseText, SharedText } from "../bytes/shared-text";
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

/** What the entry is: made if it was not made before. */
export function described(entry: Entry, what: Described, detail: i32): SharedText {
  const known = entry.text;
  if (known !== null && entry.detail === detail) return known;
  releaseText(known);
  const start = entry.bytes;
  const text = changetype<SharedText>(describe(what, start, start + entry.length, detail));
  entry.text = text;
  entry.detail = detail;
  return text;
}
