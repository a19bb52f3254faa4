/**
 * Handshake messages, RFC 8446 section 4, put together from however many records they were split over:
 *
 *     0: message type   1: length   4: body
 */

import { u8 } from "../bytes/big-endian";
import { LentBuffers } from "../bytes/lent-buffers";
import type { SideReading } from "./side-reading";

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

/** Room for all but the longest certificate chains. */
const BODY_BYTES = 8 * 1024;

/** Takes messages. */
export interface MessageHandler {
  /**
   * A message is complete; its type and announced length are in the reading. `bytes[start, end)` is its body, borrowed
   * until the call returns; empty for a message whose body is not of interest, and shorter than announced when the
   * capture lost a part of it.
   */
  message(reading: SideReading, bytes: Uint8Array, start: number, end: number): void;
}

const NOTHING = new Uint8Array(0);

/** Collects the messages of any side; copies only bodies that are really split. */
export class HandshakeReader {
  readonly #handler: MessageHandler;
  readonly #buffers = new LentBuffers(BODY_BYTES, 0);

  constructor(handler: MessageHandler) {
    this.#handler = handler;
  }

  data(reading: SideReading, bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end && !reading.messagesLost;) {
      if (reading.messageRemaining < 0) {
        at = readHeader(reading, bytes, at, end);
        if (reading.messageRemaining === 0) this.#complete(reading);
        continue;
      }
      const taken = Math.min(reading.messageRemaining, end - at);
      if (taken === reading.messageLength) {
        reading.messageRemaining = -1;
        this.#handler.message(reading, bytes, at, at + taken);
      } else {
        this.#collect(reading, bytes, at, taken);
        reading.messageRemaining -= taken;
        if (reading.messageRemaining === 0) this.#complete(reading);
      }
      at += taken;
    }
  }

  /** Steps over bytes that are not in the capture; possible only inside a body. */
  gap(reading: SideReading, length: number): void {
    if (reading.messagesLost) return;
    if (reading.messageRemaining < length) {
      reading.messagesLost = true;
      return;
    }
    this.drop(reading);
    reading.messageRemaining -= length;
    if (reading.messageRemaining === 0) this.#complete(reading);
  }

  /** The body that was begun is not wanted any more. */
  drop(reading: SideReading): void {
    if (reading.body !== null) this.#buffers.giveBack(reading.body);
    reading.body = null;
  }

  #collect(reading: SideReading, bytes: Uint8Array, start: number, taken: number): void {
    if (!isWanted(reading.messageType) || reading.messageLength > MAX_MESSAGE_BYTES) return;
    const filled = reading.messageLength - reading.messageRemaining;
    // A body that lost its beginning stays empty: there is no telling what the rest means.
    if (filled === 0) reading.body = this.#buffers.take(reading.messageLength);
    reading.body?.set(bytes.subarray(start, start + taken), filled);
  }

  #complete(reading: SideReading): void {
    reading.messageRemaining = -1;
    const { body } = reading;
    reading.body = null;
    if (body === null) this.#handler.message(reading, NOTHING, 0, 0);
    else {
      this.#handler.message(reading, body, 0, reading.messageLength);
      this.#buffers.giveBack(body);
    }
  }
}

function readHeader(reading: SideReading, bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (; at < end && reading.messageHeaderBytes < HEADER_BYTES; at++, reading.messageHeaderBytes++) {
    reading.messageHeader = (reading.messageHeader << 8) | u8(bytes, at);
  }
  if (reading.messageHeaderBytes < HEADER_BYTES) return at;
  reading.messageHeaderBytes = 0;
  reading.messageType = reading.messageHeader >>> 24;
  reading.messageLength = reading.messageHeader & 0xffffff;
  reading.messageRemaining = reading.messageLength;
  return at;
}

/** Of other messages only type and length are of interest. */
function isWanted(type: number): boolean {
  return (
    type === HandshakeType.CLIENT_HELLO ||
    type === HandshakeType.SERVER_HELLO ||
    type === HandshakeType.CERTIFICATE ||
    type === HandshakeType.SERVER_KEY_EXCHANGE
  );
}
