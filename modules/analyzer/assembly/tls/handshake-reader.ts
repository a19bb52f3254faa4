/**
 * Handshake messages, RFC 8446 section 4, put together from however many records they were split over:
 *
 *     0: message type   1: length   4: body
 */
import { byteAt } from "../bytes/big-endian";
import { HandshakeType, MAX_MESSAGE_BYTES } from "./handshake-messages";
import { takeMessage } from "./message-contents";
import { SideReading } from "./side-reading";

const HEADER_BYTES = 4;

/** Collects the messages of a side; copies only bodies that are really split. */
export function readMessages(reading: SideReading, start: usize, end: usize): void {
  for (let at = start; at < end && !reading.messagesLost;) {
    if (reading.messageRemaining < 0) {
      at = readHeader(reading, at, end);
      if (reading.messageRemaining === 0) complete(reading);
      continue;
    }
    const taken = min(reading.messageRemaining, <i32>(end - at));
    if (taken === reading.messageLength) {
      reading.messageRemaining = -1;
      takeMessage(reading, at, at + taken);
    } else {
      collect(reading, at, taken);
      reading.messageRemaining -= taken;
      if (reading.messageRemaining === 0) complete(reading);
    }
    at += taken;
  }
}

/** Steps over bytes that are not in the capture; possible only inside a body. */
export function skipMessages(reading: SideReading, length: i32): void {
  if (reading.messagesLost) return;
  if (reading.messageRemaining < length) {
    reading.messagesLost = true;
    return;
  }
  reading.dropBody();
  reading.messageRemaining -= length;
  if (reading.messageRemaining === 0) complete(reading);
}

function collect(reading: SideReading, start: usize, taken: i32): void {
  if (!isWanted(reading.messageType) || reading.messageLength > MAX_MESSAGE_BYTES) return;
  const filled = reading.messageLength - reading.messageRemaining;
  // A body that lost its beginning stays empty: there is no telling what the rest means.
  if (filled === 0) reading.body = heap.alloc(reading.messageLength);
  if (reading.body !== 0) memory.copy(reading.body + filled, start, taken);
}

function complete(reading: SideReading): void {
  reading.messageRemaining = -1;
  const body = reading.body;
  reading.body = 0;
  takeMessage(reading, body, body === 0 ? body : body + reading.messageLength);
  if (body !== 0) heap.free(body);
}

function readHeader(reading: SideReading, start: usize, end: usize): usize {
  let at = start;
  for (; at < end && reading.messageHeaderBytes < HEADER_BYTES; at++, reading.messageHeaderBytes++) {
    reading.messageHeader = (reading.messageHeader << 8) | byteAt(at);
  }
  if (reading.messageHeaderBytes < HEADER_BYTES) return at;
  reading.messageHeaderBytes = 0;
  reading.messageType = reading.messageHeader >>> 24;
  reading.messageLength = reading.messageHeader & 0xffffff;
  reading.messageRemaining = reading.messageLength;
  return at;
}

/** Of other messages only type and length are of interest. */
function isWanted(type: i32): bool {
  return (
    type === HandshakeType.CLIENT_HELLO ||
    type === HandshakeType.SERVER_HELLO ||
    type === HandshakeType.CERTIFICATE ||
    type === HandshakeType.SERVER_KEY_EXCHANGE
  );
}
