/**
 * Handshake messages, RFC 8446 section 4, put together from however many records they were split over:
 *
 *     0: message type   1: length   4: body
 */

import { u8 } from "../bytes/big-endian";

export const HandshakeType = {
  HELLO_REQUEST: 0,
  CLIENT_HELLO: 1,
  SERVER_HELLO: 2,
  NEW_SESSION_TICKET: 4,
  HELLO_RETRY_REQUEST_DRAFT: 6,
  CERTIFICATE: 11,
  SERVER_KEY_EXCHANGE: 12,
  CERTIFICATE_REQUEST: 13,
  SERVER_HELLO_DONE: 14,
  CERTIFICATE_VERIFY: 15,
  CLIENT_KEY_EXCHANGE: 16,
  FINISHED: 20,
} as const;

const HEADER_BYTES = 4;

/** Longest message held; a certificate chain or a post-quantum hello is far below. */
export const MAX_MESSAGE_BYTES = 128 * 1024;

/** Messages whose body is of interest; of the others only type and length are. */
const WANTED: ReadonlySet<number> = new Set([
  HandshakeType.CLIENT_HELLO,
  HandshakeType.SERVER_HELLO,
  HandshakeType.CERTIFICATE,
  HandshakeType.SERVER_KEY_EXCHANGE,
]);

/** Takes the messages of one side. */
export interface MessageHandler {
  /**
   * A message is complete. `bytes[start, end)` is its body, borrowed until the call returns; empty for a message whose
   * body is not of interest, and shorter than `length` when the capture lost a part of it.
   */
  message(type: number, bytes: Uint8Array, start: number, end: number, length: number): void;
}

const NOTHING = new Uint8Array(0);

/** Collects one side's messages; copies only bodies that are really split. */
export class HandshakeReader {
  readonly #handler: MessageHandler;
  /** Bytes of the header so far, as one number: an array would cost each connection more than all its other fields. */
  #header = 0;
  #headerBytes = 0;
  #type = 0;
  #length = 0;
  /** Bytes of the body still to come; -1 before its header is complete. */
  #remaining = -1;
  /** The body so far; null when it is not wanted, or when the capture lost a part of it. */
  #body: Uint8Array | null = null;
  #lost = false;

  constructor(handler: MessageHandler) {
    this.#handler = handler;
  }

  /** Starts over on another stream. */
  reset(): void {
    this.#headerBytes = 0;
    this.#remaining = -1;
    this.#body = null;
    this.#lost = false;
  }

  /** A message was begun and is not complete. */
  get inMessage(): boolean {
    return this.#remaining >= 0 || this.#headerBytes > 0;
  }

  /** Where messages begin cannot be known any more. */
  get lost(): boolean {
    return this.#lost;
  }

  data(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end && !this.#lost;) {
      if (this.#remaining < 0) {
        at = this.#readHeader(bytes, at, end);
        if (this.#remaining === 0) this.#complete();
        continue;
      }
      const taken = Math.min(this.#remaining, end - at);
      if (taken === this.#length) {
        this.#remaining = -1;
        this.#handler.message(this.#type, bytes, at, at + taken, this.#length);
      } else {
        this.#collect(bytes, at, taken);
        this.#remaining -= taken;
        if (this.#remaining === 0) this.#complete();
      }
      at += taken;
    }
  }

  /** Steps over bytes that are not in the capture; possible only inside a body. */
  gap(length: number): void {
    if (this.#lost) return;
    if (this.#remaining < length) {
      this.#lost = true;
      return;
    }
    this.#body = null;
    this.#remaining -= length;
    if (this.#remaining === 0) this.#complete();
  }

  #readHeader(bytes: Uint8Array, start: number, end: number): number {
    const taken = Math.min(HEADER_BYTES - this.#headerBytes, end - start);
    for (let i = 0; i < taken; i++) this.#header = (this.#header << 8) | u8(bytes, start + i);
    this.#headerBytes += taken;
    if (this.#headerBytes === HEADER_BYTES) {
      this.#headerBytes = 0;
      this.#type = this.#header >>> 24;
      this.#length = this.#header & 0xffffff;
      this.#remaining = this.#length;
      this.#body = null;
    }
    return start + taken;
  }

  #collect(bytes: Uint8Array, start: number, taken: number): void {
    if (!WANTED.has(this.#type) || this.#length > MAX_MESSAGE_BYTES) return;
    const filled = this.#length - this.#remaining;
    // A body that lost its beginning stays empty: there is no telling what the rest means.
    if (filled === 0) this.#body = new Uint8Array(this.#length);
    this.#body?.set(bytes.subarray(start, start + taken), filled);
  }

  #complete(): void {
    this.#remaining = -1;
    const body = this.#body ?? NOTHING;
    this.#body = null;
    this.#handler.message(this.#type, body, 0, body.length, this.#length);
  }
}
