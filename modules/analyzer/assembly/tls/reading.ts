/** Reads both sides of TLS conversations and notes what is seen of each, up to the first event that decides. */
import { Closing, GapKind, Side } from "../side";
import { NO_ALERT } from "./alert";
import { openConversation, readSslv2 } from "./client-opening";
import { Conversation, Ending } from "./conversation";
import { end, recordsLost, turnTo } from "./notes";
import { Opening } from "./opening";
import { Phase } from "./phases";
import { readRecords, sealedBytes, skipRecords } from "./record-reader";

/** The next bytes of a side, each once and in order. */
export function readData(conversation: Conversation, side: Side, start: usize, dataEnd: usize, timeUs: f64): void {
  turnTo(conversation, timeUs);
  countAnswer(conversation, side, <i32>(dataEnd - start));
  if (side === Side.CLIENT) clientData(conversation, start, dataEnd);
  // What a server says before its client's first byte is no answer: a banner of another protocol, mostly.
  else if (conversation.opening !== Opening.NONE) readRecords(conversation.reading(Side.SERVER), start, dataEnd);
  if (conversation.settled) {
    const reading = conversation.readingOf(side);
    conversation.sealedAtEnd = reading.inUse ? sealedBytes(reading) : 0;
    conversation.release();
  }
}

/** `length` bytes which the peer received are not in the capture. They were sent by `timeUs`. */
export function readGap(conversation: Conversation, side: Side, length: i32, kind: GapKind, timeUs: f64): void {
  turnTo(conversation, timeUs);
  countAnswer(conversation, side, length);
  const opening = conversation.opening;
  const reading = conversation.reading(side);
  if (side === Side.CLIENT && (opening === Opening.NONE || opening === Opening.SSLV2)) recordsLost(reading, kind);
  else skipRecords(reading, length, kind);
  if (conversation.settled) conversation.release();
}

/** `side` ended its stream, after all of its bytes. */
export function readClose(conversation: Conversation, side: Side, how: Closing, timeUs: f64): void {
  turnTo(conversation, timeUs);
  if (conversation.ending !== Ending.NONE) return;
  const reading = conversation.readingOf(side);
  const alert = reading.inUse ? reading.lastWarning : NO_ALERT;
  const isEarly = conversation.opening === Opening.NONE && side === Side.SERVER && how === Closing.FIN;
  if (isEarly) {
    conversation.earlyFin = true;
    conversation.earlyFinAlert = alert;
    conversation.earlyFinUs = timeUs;
  } else if (conversation.earlyFin) {
    end(Ending.FIN, Side.SERVER, conversation.earlyFinAlert, conversation.earlyFinUs);
  } else end(how === Closing.FIN ? Ending.FIN : Ending.RST, side, alert, timeUs);
}

/** More bytes were held back than a limit allows. */
export function stopOverLimit(conversation: Conversation): void {
  if (conversation.ending !== Ending.NONE || conversation.settled) return;
  conversation.overLimit = true;
  conversation.settled = true;
  conversation.release();
}

/** Of the bytes of `side` that came last, how many are encrypted data of which only the length is ever told. */
export function sealedBytesOf(conversation: Conversation, side: Side): i32 {
  if (conversation.phase !== Phase.FINISHED) return 0;
  const reading = conversation.readingOf(side);
  return reading.inUse ? sealedBytes(reading) : conversation.sealedAtEnd;
}

function countAnswer(conversation: Conversation, side: Side, length: i32): void {
  if (side === Side.SERVER && conversation.phase === Phase.FINISHED) conversation.answerBytes += length;
}

function clientData(conversation: Conversation, start: usize, dataEnd: usize): void {
  const opening = conversation.opening;
  if (opening === Opening.TLS) readRecords(conversation.reading(Side.CLIENT), start, dataEnd);
  else if (opening === Opening.SSLV2) readSslv2(conversation, start, dataEnd);
  // Behind a hole nothing tells where a record begins, or that there are any.
  else if (opening === Opening.NONE && conversation.clientLost === GapKind.NONE) {
    openConversation(conversation, start, dataEnd);
  }
}
