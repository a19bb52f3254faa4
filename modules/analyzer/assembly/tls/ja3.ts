/**
 * JA3 (https://github.com/salesforce/ja3): MD5 over decimal code points, joined by "-", in fields joined by ",": version,
 * cipher suites, extensions, groups, point formats; in wire order, without GREASE.
 *
 * Browsers send their extensions in a new order each time, so that JA3 tells connections apart, not clients; group by
 * JA4 instead.
 */
import { byteAt, shortAt } from "../bytes/big-endian";
import { ByteWriter } from "../bytes/byte-writer";
import { isGrease } from "./grease";
import { MAX_MESSAGE_BYTES } from "./handshake-messages";
import { md5 } from "./md5";
import { List } from "./offer";

/** Two bytes of a hello become six at most, a digit for each and a separator; one byte becomes four. What a number overwrites follows. */
const text = new ByteWriter(heap.alloc(4 * MAX_MESSAGE_BYTES + 8));

const COMMA = 0x2c;
const HYPHEN = 0x2d;

/** Writes the digest to `to`. `types`: of the extensions, `count` two-byte numbers in the byte order of the machine. */
export function ja3(
  legacyVersion: i32,
  ciphers: List,
  types: usize,
  count: i32,
  groups: List,
  pointFormats: List,
  to: usize,
): void {
  text.at = text.start;
  text.decimal(legacyVersion);
  text.byte(COMMA);
  addCodes(ciphers);
  text.byte(COMMA);
  const first = text.at;
  for (let i = 0; i < count; i++) {
    const type = <i32>load<u16>(types + 2 * <usize>i);
    if (!isGrease(type)) addNumber(type, first);
  }
  text.byte(COMMA);
  addCodes(groups);
  text.byte(COMMA);
  const firstFormat = text.at;
  for (let at = pointFormats.start; at < pointFormats.end; at++) addNumber(byteAt(at), firstFormat);
  md5(text.start, text.at, to);
}

function addCodes(list: List): void {
  const first = text.at;
  for (let at = list.start; at + 1 < list.end; at += 2) {
    const code = shortAt(at);
    if (!isGrease(code)) addNumber(code, first);
  }
}

/** `first`: where the first number of the field begins. */
function addNumber(value: i32, first: usize): void {
  if (text.at !== first) text.byte(HYPHEN);
  text.decimal(value);
}
