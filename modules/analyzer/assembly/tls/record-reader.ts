/**
 * The TLS record layer, RFC 8446 section 5.1:
 *
 *     0: content type   1: legacy record version   3: length   5: fragment
 */
import { byteAt, shortAt } from "../bytes/big-endian";
import { GapKind } from "../side";
import { ContentType } from "./content-types";
import { recordsLost } from "./notes";
import { fragment, fragmentLost, notARecord, record } from "./record-contents";
import { SideReading } from "./side-reading";

const HEADER_BYTES = 5;

/** 2^14 of plaintext and 2048 of expansion, RFC 5246 section 6.2.3; TLS 1.3 allows less. */
const MAX_FRAGMENT_BYTES = 16_384 + 2048;

/** A header that came in pieces, put together. */
const joinedHeader = memory.data(HEADER_BYTES);

/** Splits the bytes of a side into records, in place. */
export function readRecords(reading: SideReading, start: usize, end: usize): void {
  for (let at = start; at < end && !reading.stopped;) {
    if (reading.remaining < 0) {
      at = readHeader(reading, at, end);
      if (reading.remaining === 0) complete(reading);
      continue;
    }
    const taken = min(reading.remaining, <i32>(end - at));
    fragment(reading, at, at + taken);
    at += taken;
    reading.remaining -= taken;
    if (reading.remaining === 0) complete(reading);
  }
}

/** Steps over bytes that are not in the capture; possible only inside a fragment. */
export function skipRecords(reading: SideReading, length: i32, kind: GapKind): void {
  if (reading.stopped) return;
  if (reading.remaining < length) {
    reading.stopped = true;
    recordsLost(reading, kind);
    return;
  }
  fragmentLost(reading, length, kind);
  reading.remaining -= length;
  if (reading.remaining === 0) complete(reading);
}

/** Of the bytes that came last, how many lie inside one record of application data. */
export function sealedBytes(reading: SideReading): i32 {
  if (reading.stopped || reading.headerBytes > 0 || reading.type !== ContentType.APPLICATION_DATA) return 0;
  return reading.remaining < 0 ? reading.length : reading.length - reading.remaining;
}

function readHeader(reading: SideReading, start: usize, end: usize): usize {
  if (reading.headerBytes === 0 && <i32>(end - start) >= HEADER_BYTES) {
    begin(reading, start, end);
    return start + HEADER_BYTES;
  }
  let at = start;
  for (; at < end && reading.headerBytes < HEADER_BYTES - 1; at++, reading.headerBytes++) {
    reading.header = (reading.header << 8) | byteAt(at);
  }
  if (at === end) return at;
  store<i32>(joinedHeader, bswap<i32>(reading.header));
  store<u8>(joinedHeader, byteAt(at), HEADER_BYTES - 1);
  reading.headerBytes = 0;
  begin(reading, joinedHeader, joinedHeader + HEADER_BYTES);
  return at + 1;
}

function begin(reading: SideReading, at: usize, end: usize): void {
  const type = byteAt(at);
  const length = shortAt(at + 3);
  const isRecord =
    type >= ContentType.CHANGE_CIPHER_SPEC &&
    type <= ContentType.HEARTBEAT &&
    byteAt(at + 1) === 3 &&
    length <= MAX_FRAGMENT_BYTES;
  if (!isRecord) {
    reading.stopped = true;
    notARecord(reading, at, end);
    return;
  }
  reading.type = type;
  reading.length = length;
  reading.remaining = length;
}

function complete(reading: SideReading): void {
  reading.remaining = -1;
  record(reading);
}
