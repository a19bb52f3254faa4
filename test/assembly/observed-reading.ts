/** Takes the place of `tls/reading.ts`: tells what it is handed outside, for tests of the flow stage alone. */
import { close, data, gap, overLimit } from "../../../../test/assembly/observer";
import { Connection } from "../flow/connection";
import { Closing, GapKind, Side } from "../side";
import { Conversation } from "./conversation";

/** Where the conversation lies within the memory of its connection. */
const CONVERSATION_AT = changetype<usize>(changetype<Connection>(0).conversation);

export function readData(conversation: Conversation, side: Side, start: usize, end: usize, timeUs: f64): void {
  conversation.settled = data(rowOf(conversation), side, start, end, timeUs);
}

export function readGap(conversation: Conversation, side: Side, length: i32, kind: GapKind, timeUs: f64): void {
  conversation.settled = gap(rowOf(conversation), side, length, kind, timeUs);
}

export function readClose(conversation: Conversation, side: Side, how: Closing, timeUs: f64): void {
  conversation.settled = close(rowOf(conversation), side, how, timeUs);
}

export function stopOverLimit(conversation: Conversation): void {
  conversation.settled = overLimit(rowOf(conversation));
}

/** Nothing is read here, so that nothing is known to be encrypted. */
export function sealedBytesOf(conversation: Conversation, side: Side): i32 {
  return conversation.readingOf(side).length;
}

function rowOf(conversation: Conversation): i32 {
  return changetype<Connection>(changetype<usize>(conversation) - CONVERSATION_AT).row;
}
