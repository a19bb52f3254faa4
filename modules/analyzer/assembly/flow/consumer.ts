/**
 * Who follows the two byte streams of a connection, each in order and in the order of cause and effect: its conversation
 * once it is reported, and what looks for TLS in it before.
 */
import { Closing, GapKind, Side } from "../side";
import { readClose, readData, readGap, stopOverLimit } from "../tls/reading";
import { Connection } from "./connection";
import { Prelude } from "./prelude";
import { beginReport } from "./report-begin";
import { segment } from "./segment";

/** Nothing that follows can change what will be said; no more bytes are wanted. */
export function isSettled(connection: Connection): bool {
  const prelude = connection.prelude;
  return prelude === null ? connection.conversation.settled : prelude.settled;
}

/** A handshake was begun and has not ended: silence now means that somebody stalled. */
export function isHandshaking(connection: Connection): bool {
  return connection.prelude === null && connection.conversation.handshaking;
}

export function deliverData(connection: Connection, side: Side, start: usize, end: usize, timeUs: f64): void {
  const prelude = connection.prelude;
  if (prelude === null) readData(connection.conversation, side, start, end, timeUs);
  else if (prelude.opensWith(side, start, end)) openConversation(connection, prelude, side, timeUs);
}

export function deliverGap(connection: Connection, side: Side, length: i32, kind: GapKind, timeUs: f64): void {
  const prelude = connection.prelude;
  if (prelude === null) readGap(connection.conversation, side, length, kind, timeUs);
  else prelude.gap(side, length);
}

export function deliverClose(connection: Connection, side: Side, how: Closing, timeUs: f64): void {
  const prelude = connection.prelude;
  if (prelude === null) readClose(connection.conversation, side, how, timeUs);
  else prelude.stop();
}

export function deliverOverLimit(connection: Connection): void {
  const prelude = connection.prelude;
  if (prelude === null) stopOverLimit(connection.conversation);
  else prelude.stop();
}

/** Whoever says hello is the client, whatever the ports looked like: a record begins here, or with the SYN if nothing came between. */
function openConversation(connection: Connection, prelude: Prelude, side: Side, timeUs: f64): void {
  const start = prelude.start;
  const end = prelude.end;
  if (side === Side.SERVER) connection.swapSides();
  if (prelude.bytes > 0) connection.beginAgain(timeUs, <i32>(end - start));
  connection.client.fromSyn = true;
  connection.ordinal = segment.ordinal;
  connection.reported = true;
  connection.prelude = null;
  beginReport(connection);
  readData(connection.conversation, Side.CLIENT, start, end, timeUs);
  prelude.free();
}
