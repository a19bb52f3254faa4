/**
 * The TLS record layer, RFC 8446 section 5.1:
 *
 *     0: content type   1: legacy record version   3: length   5: fragment
 */

import { u16, u8 } from "../bytes/big-endian";
import type { GapKind } from "../flow/stream-consumer";
import type { SideReading } from "./side-reading";

export const ContentType = {
  CHANGE_CIPHER_SPEC: 20,
  ALERT: 21,
  HANDSHAKE: 22,
  APPLICATION_DATA: 23,
  HEARTBEAT: 24,
} as const;

const HEADER_BYTES = 5;

/** 2^14 of plaintext and 2048 of expansion, RFC 5246 section 6.2.3; TLS 1.3 allows less. */
const MAX_FRAGMENT_BYTES = 16_384 + 2048;

/** What records say. */
export interface RecordHandler {
  /** A part of a record's fragment, borrowed until the call returns. Parts come in order and may be of any size. */
  fragment(reading: SideReading, bytes: Uint8Array, start: number, end: number): void;
  /** `length` bytes of a record's fragment are not in the capture. */
  fragmentLost(reading: SideReading, length: number, kind: GapKind): void;
  /** A record is complete. */
  record(reading: SideReading): void;
  /** What should be a record header is none. Nothing more comes from this side. */
  notARecord(reading: SideReading, bytes: Uint8Array, start: number, end: number): void;
  /** Where the next record begins cannot be known any more. Nothing more comes from this side. */
  recordsLost(reading: SideReading, kind: GapKind): void;
}

/** Splits the bytes of any side into records, in place. What it must remember of each is in its reading. */
export class RecordReader {
  readonly #handler: RecordHandler;

  constructor(handler: RecordHandler) {
    this.#handler = handler;
  }

  data(reading: SideReading, bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end && !reading.stopped;) {
      if (reading.remaining < 0) {
        at = this.#readHeader(reading, bytes, at, end);
        if (reading.remaining === 0) this.#complete(reading);
        continue;
      }
      const taken = Math.min(reading.remaining, end - at);
      this.#handler.fragment(reading, bytes, at, at + taken);
      at += taken;
      reading.remaining -= taken;
      if (reading.remaining === 0) this.#complete(reading);
    }
  }

  /** Steps over bytes that are not in the capture; possible only inside a fragment. */
  gap(reading: SideReading, length: number, kind: GapKind): void {
    if (reading.stopped) return;
    if (reading.remaining < length) {
      reading.stopped = true;
      this.#handler.recordsLost(reading, kind);
      return;
    }
    this.#handler.fragmentLost(reading, length, kind);
    reading.remaining -= length;
    if (reading.remaining === 0) this.#complete(reading);
  }

  #readHeader(reading: SideReading, bytes: Uint8Array, start: number, end: number): number {
    if (reading.headerBytes === 0 && end - start >= HEADER_BYTES) {
      this.#begin(reading, bytes, start, end);
      return start + HEADER_BYTES;
    }
    let at = start;
    for (; at < end && reading.headerBytes < HEADER_BYTES - 1; at++, reading.headerBytes++) {
      reading.header = (reading.header << 8) | u8(bytes, at);
    }
    if (at === end) return at;
    const { header } = reading;
    reading.headerBytes = 0;
    this.#begin(reading, Uint8Array.of(header >>> 24, header >>> 16, header >>> 8, header, u8(bytes, at)), 0, 5);
    return at + 1;
  }

  #begin(reading: SideReading, bytes: Uint8Array, at: number, end: number): void {
    const type = u8(bytes, at);
    const length = u16(bytes, at + 3);
    const isRecord =
      type >= ContentType.CHANGE_CIPHER_SPEC &&
      type <= ContentType.HEARTBEAT &&
      u8(bytes, at + 1) === 3 &&
      length <= MAX_FRAGMENT_BYTES;
    if (!isRecord) {
      reading.stopped = true;
      this.#handler.notARecord(reading, bytes, at, end);
      return;
    }
    reading.type = type;
    reading.length = length;
    reading.remaining = length;
  }

  #complete(reading: SideReading): void {
    reading.remaining = -1;
    this.#handler.record(reading);
  }
}

/** Of the bytes that came last, how many lie inside one record of application data. */
export function sealedBytes(reading: SideReading): number {
  const isData = reading.type === ContentType.APPLICATION_DATA;
  if (reading.stopped || reading.headerBytes > 0 || !isData) return 0;
  return reading.remaining < 0 ? reading.length : reading.length - reading.remaining;
}
