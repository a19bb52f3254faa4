/**
 * The TLS record layer, RFC 8446 section 5.1:
 *
 *     0: content type   1: legacy record version   3: length   5: fragment
 */

import type { Side } from "../../contracts";
import { u16, u8 } from "../bytes/big-endian";
import { NEVER_US } from "../capture/packet";
import type { GapKind } from "../flow/stream-consumer";

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

/** What one side's records say. */
export interface RecordHandler {
  /** A part of a record's fragment, borrowed until the call returns. Parts come in order and may be of any size. */
  fragment(side: Side, type: number, bytes: Uint8Array, start: number, end: number): void;
  /** `length` bytes of a record's fragment are not in the capture. */
  fragmentLost(side: Side, type: number, length: number, kind: GapKind): void;
  /** A record is complete; `length` is that of its fragment. */
  record(side: Side, type: number, length: number, timeUs: number): void;
  /** What should be a record header is none. Nothing more comes from this side. */
  notARecord(side: Side, bytes: Uint8Array, start: number, end: number): void;
  /** Where the next record begins cannot be known any more. Nothing more comes from this side. */
  recordsLost(side: Side, kind: GapKind): void;
}

/** Splits one side's bytes into records, in place; holds five bytes at most. */
export class RecordReader {
  #side: Side;
  #handler: RecordHandler;
  /** A header whose bytes came in pieces; null for most connections, which never split one. */
  #header: Uint8Array | null = null;
  #headerBytes = 0;
  #type = 0;
  #length = 0;
  /** Bytes of the fragment still to come; -1 before its header is complete. */
  #remaining = -1;
  #stopped = false;
  #timeUs = NEVER_US;

  constructor(side: Side, handler: RecordHandler) {
    this.#side = side;
    this.#handler = handler;
  }

  /** Starts over on another stream. */
  reset(side: Side, handler: RecordHandler): void {
    this.#side = side;
    this.#handler = handler;
    this.#headerBytes = 0;
    this.#type = 0;
    this.#remaining = -1;
    this.#stopped = false;
  }

  /** The stream stands between two records. */
  get atBoundary(): boolean {
    return this.#remaining < 0 && this.#headerBytes === 0;
  }

  /** Of the bytes that came last, how many lie inside one record of application data. */
  get sealedBytes(): number {
    if (this.#stopped || this.#headerBytes > 0 || this.#type !== ContentType.APPLICATION_DATA) return 0;
    return this.#remaining < 0 ? this.#length : this.#length - this.#remaining;
  }

  data(bytes: Uint8Array, start: number, end: number, timeUs: number): void {
    this.#timeUs = timeUs;
    for (let at = start; at < end && !this.#stopped;) {
      if (this.#remaining < 0) {
        at = this.#readHeader(bytes, at, end);
        if (this.#remaining === 0) this.#complete();
        continue;
      }
      const taken = Math.min(this.#remaining, end - at);
      this.#handler.fragment(this.#side, this.#type, bytes, at, at + taken);
      at += taken;
      this.#remaining -= taken;
      if (this.#remaining === 0) this.#complete();
    }
  }

  /** Steps over bytes that are not in the capture; possible only inside a fragment. */
  gap(length: number, kind: GapKind): void {
    if (this.#stopped) return;
    if (this.#remaining < length) {
      this.#stopped = true;
      this.#handler.recordsLost(this.#side, kind);
      return;
    }
    this.#handler.fragmentLost(this.#side, this.#type, length, kind);
    this.#remaining -= length;
    if (this.#remaining === 0) this.#complete();
  }

  stop(): void {
    this.#stopped = true;
  }

  #readHeader(bytes: Uint8Array, start: number, end: number): number {
    if (this.#headerBytes === 0 && end - start >= HEADER_BYTES) {
      this.#begin(bytes, start, end);
      return start + HEADER_BYTES;
    }
    const taken = Math.min(HEADER_BYTES - this.#headerBytes, end - start);
    this.#header ??= new Uint8Array(HEADER_BYTES);
    for (let i = 0; i < taken; i++) this.#header[this.#headerBytes + i] = u8(bytes, start + i);
    this.#headerBytes += taken;
    if (this.#headerBytes === HEADER_BYTES) {
      this.#headerBytes = 0;
      this.#begin(this.#header, 0, HEADER_BYTES);
    }
    return start + taken;
  }

  #begin(bytes: Uint8Array, at: number, end: number): void {
    const type = u8(bytes, at);
    const length = u16(bytes, at + 3);
    const isRecord =
      type >= ContentType.CHANGE_CIPHER_SPEC &&
      type <= ContentType.HEARTBEAT &&
      u8(bytes, at + 1) === 3 &&
      length <= MAX_FRAGMENT_BYTES;
    if (!isRecord) {
      this.#stopped = true;
      this.#handler.notARecord(this.#side, bytes, at, end);
      return;
    }
    this.#type = type;
    this.#length = length;
    this.#remaining = length;
  }

  #complete(): void {
    this.#remaining = -1;
    this.#handler.record(this.#side, this.#type, this.#length, this.#timeUs);
  }
}
