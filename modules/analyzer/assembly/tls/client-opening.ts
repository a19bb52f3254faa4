/** Reads the first bytes of clients, which tell what they speak, and hellos of SSL 2.0, which stand before all records. */
import { byteAt, shortAt } from "../bytes/big-endian";
import { ReadStatus } from "../bytes/cursor";
import { Side } from "../side";
import { Conversation } from "./conversation";
import { endMalformed, helloSent, nowUs, takeStep } from "./notes";
import { classifyOpening, MAX_OPENING_BYTES, Opening } from "./opening";
import { Step } from "./phases";
import { readRecords } from "./record-reader";
import { readSslv2Hello } from "./sslv2-hello";

const SSLV2_HEADER_BYTES = 2;

/** Tells from the first bytes what the client speaks, and reads on. */
export function openConversation(conversation: Conversation, start: usize, end: usize): void {
  if (conversation.helloAtUs < 0) conversation.helloAtUs = nowUs();
  if (conversation.startLength > 0) {
    holdMore(conversation, start, end);
    start = conversation.start;
    end = start + conversation.startLength;
  }
  const opening = classifyOpening(start, end);
  if (opening === Opening.NONE && <i32>(end - start) < MAX_OPENING_BYTES) {
    if (conversation.startLength === 0) holdMore(conversation, start, end);
    conversation.firstByte = byteAt(start);
    return;
  }
  conversation.opening = opening === Opening.NONE ? Opening.OTHER : opening;
  if (opening === Opening.TLS) {
    takeStep(Step.CLIENT_HELLO_BEGUN);
    readRecords(conversation.reading(Side.CLIENT), start, end);
    conversation.dropStart();
  } else if (opening === Opening.SSLV2) {
    takeStep(Step.CLIENT_HELLO_BEGUN);
    if (conversation.startLength === 0) holdMore(conversation, start, end);
    readHeldSslv2(conversation);
  } else {
    conversation.dropStart();
    conversation.settled = true;
  }
}

/** Reads on behind the first bytes of a client that begins with a hello of SSL 2.0. */
export function readSslv2(conversation: Conversation, start: usize, end: usize): void {
  if (conversation.hello !== null) {
    readRecords(conversation.reading(Side.CLIENT), start, end);
    return;
  }
  holdMore(conversation, start, end);
  readHeldSslv2(conversation);
}

/** The two-byte header holds the length of the whole hello; records follow it. */
function readHeldSslv2(conversation: Conversation): void {
  const start = conversation.start;
  const end = start + conversation.startLength;
  if (conversation.startLength < SSLV2_HEADER_BYTES) return;
  const helloEnd = start + SSLV2_HEADER_BYTES + (shortAt(start) & 0x7fff);
  if (end < helloEnd) return;
  if (readSslv2Hello(conversation, start + SSLV2_HEADER_BYTES, helloEnd) === ReadStatus.OK) {
    helloSent();
    if (end > helloEnd) readRecords(conversation.reading(Side.CLIENT), helloEnd, end);
  } else endMalformed();
  conversation.dropStart();
}

function holdMore(conversation: Conversation, start: usize, end: usize): void {
  const held = conversation.startLength;
  const length = held + <i32>(end - start);
  conversation.start = held === 0 ? heap.alloc(length) : heap.realloc(conversation.start, length);
  memory.copy(conversation.start + held, start, end - start);
  conversation.startLength = length;
}
