/** Lays open the readers of records and of handshake messages, and what a reading says about the current one. */
import { Side } from "../../modules/analyzer/assembly/side";
import { SideReading } from "../../modules/analyzer/assembly/tls/side-reading";

export { MAX_MESSAGE_BYTES } from "../../modules/analyzer/assembly/tls/handshake-messages";
export { readMessages, skipMessages } from "../../modules/analyzer/assembly/tls/handshake-reader";
export { readRecords, sealedBytes, skipRecords } from "../../modules/analyzer/assembly/tls/record-reader";

export function newReading(side: Side): SideReading {
  const reading = new SideReading();
  reading.begin(side);
  return reading;
}

export function giveBack(reading: SideReading): void {
  reading.giveBack();
}

export function free(reading: SideReading): void {
  reading.giveBack();
  heap.free(changetype<usize>(reading));
}

export function stop(reading: SideReading): void {
  reading.stopped = true;
}

export function typeOf(reading: SideReading): i32 {
  return reading.type;
}

export function lengthOf(reading: SideReading): i32 {
  return reading.length;
}

export function messageTypeOf(reading: SideReading): i32 {
  return reading.messageType;
}

export function messageLengthOf(reading: SideReading): i32 {
  return reading.messageLength;
}

export function areMessagesLost(reading: SideReading): bool {
  return reading.messagesLost;
}

/** Where the body of a message that came in pieces is put together; 0 where none is. */
export function bodyOf(reading: SideReading): usize {
  return reading.body;
}
