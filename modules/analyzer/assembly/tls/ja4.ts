/**
 * JA4 of a TLS client over TCP (https://github.com/FoxIO-LLC/ja4, BSD-3-Clause for this one; its relatives are not free
 * software and are left out): `t13d1516h2_8daaf6152771_02713d6af862`.
 *
 * Independent of the order of extensions. GREASE is dropped everywhere, signature algorithms included.
 */
import { byteAt, shortAt } from "../bytes/big-endian";
import { Entry } from "../bytes/byte-memo";
import { ByteWriter } from "../bytes/byte-writer";
import { sortShorts } from "../bytes/sort";
import { ExtensionType } from "./extension-types";
import { List } from "./offer";
import { DIGEST_BYTES, sha256 } from "./sha256";
import { written } from "./written-offer";

const SHAPE_BYTES = 10;
/** The first of SHA-256, two digits each. */
const HASH_BYTES = 6;
export const JA4_BYTES = SHAPE_BYTES + 2 * (1 + 2 * HASH_BYTES);

/** Bytes of the longest offer so far that there is room for; those of honest clients are no longer. */
let offerBytes = 1024;

/** JA4 with what is hashed in clear, known as JA4_r, of the offer last asked for. */
export const raw = new ByteWriter(heap.alloc(rawBytes(offerBytes)));
const text = new ByteWriter(0);

/** Numbers to be sorted, in the byte order of the machine. */
let numbers = heap.alloc(offerBytes);
const digest = memory.data(DIGEST_BYTES, 4);

const UNDERSCORE = 0x5f;
const COMMA = 0x2c;
const ZERO = 0x30;
const LETTER_D = 0x64;
const LETTER_I = 0x69;
const LETTER_T = 0x74;

/** Writes the `JA4_BYTES` of an offer to `to`. */
export function ja4(offer: Entry, to: usize): void {
  written.read(offer);
  makeRoom(offer.length);
  raw.at = raw.start;
  addShape();
  raw.byte(UNDERSCORE);
  const ciphersAt = raw.at;
  addCiphers();
  const ciphersEnd = raw.at;
  raw.byte(UNDERSCORE);
  const extensionsAt = raw.at;
  addExtensions();
  // Where no extension counts, schemes do not either.
  const countsExtensions = raw.at > extensionsAt;
  addSchemes();

  text.at = to;
  text.copy(raw.start, SHAPE_BYTES);
  text.byte(UNDERSCORE);
  addHash(ciphersAt, ciphersEnd);
  text.byte(UNDERSCORE);
  addHash(extensionsAt, countsExtensions ? raw.at : extensionsAt);
}

function makeRoom(bytes: i32): void {
  if (bytes <= offerBytes) return;
  offerBytes = bytes;
  raw.start = heap.realloc(raw.start, rawBytes(bytes));
  numbers = heap.realloc(numbers, bytes);
}

/** At most: two bytes of an offer become five, a comma among them. */
function rawBytes(bytes: i32): i32 {
  return SHAPE_BYTES + 3 * bytes;
}

function addShape(): void {
  raw.byte(LETTER_T);
  raw.short(versionDigits(highestVersion()));
  raw.byte(hasServerName(written.extensionTypes) ? LETTER_D : LETTER_I);
  addCount(written.ciphers);
  addCount(written.extensionTypes);
  addProtocol(written.protocols);
}

/** The highest of supported_versions, else legacy_version. */
function highestVersion(): i32 {
  const versions = written.versions;
  let highest = -1;
  for (let at = versions.start; at < versions.end; at += 2) highest = max(highest, shortAt(at));
  return highest < 0 ? written.legacyVersion : highest;
}

/** As two characters. What has no digits here, drafts among them, is `00`. */
function versionDigits(version: i32): i32 {
  switch (version) {
    case 0x0304:
      return 0x3133; // 13
    case 0x0303:
      return 0x3132; // 12
    case 0x0302:
      return 0x3131; // 11
    case 0x0301:
      return 0x3130; // 10
    case 0x0300:
      return 0x7333; // s3
    case 0x0002:
      return 0x7332; // s2
    case 0xfeff:
      return 0x6431; // d1
    case 0xfefd:
      return 0x6432; // d2
    case 0xfefc:
      return 0x6433; // d3
    default:
      return 0x3030;
  }
}

function hasServerName(types: List): bool {
  for (let at = types.start; at < types.end; at += 2) if (shortAt(at) === ExtensionType.SERVER_NAME) return true;
  return false;
}

const MAX_COUNT = 99;

function addCount(list: List): void {
  const count = min(<i32>(list.end - list.start) / 2, MAX_COUNT);
  raw.byte(ZERO + count / 10);
  raw.byte(ZERO + (count % 10));
}

/** First and last character of the first protocol; of its hexadecimal digits where either is no letter or digit. */
function addProtocol(protocols: List): void {
  const start = protocols.start + 1;
  const end = start < protocols.end ? start + byteAt(protocols.start) : start;
  if (end === start || end > protocols.end) {
    raw.byte(ZERO);
    raw.byte(ZERO);
    return;
  }
  const first = byteAt(start);
  const last = byteAt(end - 1);
  if (isAlphanumeric(first) && isAlphanumeric(last)) {
    raw.byte(first);
    raw.byte(last);
  } else {
    raw.hexDigit(first >> 4);
    raw.hexDigit(last & 15);
  }
}

function isAlphanumeric(byte: i32): bool {
  const lower = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x7a);
}

function addCiphers(): void {
  const ciphers = written.ciphers;
  let to = numbers;
  for (let at = ciphers.start; at < ciphers.end; at += 2, to += 2) store<u16>(to, shortAt(at));
  addSorted(to);
}

/** All but those of which the shape tells. */
function addExtensions(): void {
  const types = written.extensionTypes;
  let to = numbers;
  for (let at = types.start; at < types.end; at += 2) {
    const type = shortAt(at);
    if (type === ExtensionType.SERVER_NAME || type === ExtensionType.ALPN) continue;
    store<u16>(to, type);
    to += 2;
  }
  addSorted(to);
}

/** Adds the numbers up to `end`. */
function addSorted(end: usize): void {
  sortShorts(numbers, <i32>(end - numbers) / 2);
  const first = raw.at;
  for (let at = numbers; at < end; at += 2) addCode(load<u16>(at), first);
}

/** In the order of the client's preference, which is a trait of it. */
function addSchemes(): void {
  const schemes = written.schemes;
  if (schemes.start === schemes.end) return;
  raw.byte(UNDERSCORE);
  const first = raw.at;
  for (let at = schemes.start; at < schemes.end; at += 2) addCode(shortAt(at), first);
}

/** `first`: where the first code of the list begins. */
function addCode(code: i32, first: usize): void {
  if (raw.at !== first) raw.byte(COMMA);
  raw.hexByte(code >> 8);
  raw.hexByte(code & 0xff);
}

/** Adds the hash of `[start, end)`, which is zeros where there is nothing to hash. */
function addHash(start: usize, end: usize): void {
  if (start === end) memory.fill(digest, 0, HASH_BYTES);
  else sha256(start, end, digest);
  for (let i = 0; i < HASH_BYTES; i++) text.hexByte(byteAt(digest + i));
}
