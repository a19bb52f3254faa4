/**
 * Packets that come where they were expected: acknowledgments, and data in order, with nothing held back. They are most
 * of a capture, and a few comparisons are all that they take.
 */
import { readData } from "../tls/reading";
import { Connection } from "./connection";
import { isSettled } from "./consumer";
import { limits } from "./limits";
import { segment, TcpFlag } from "./segment";
import { distance, isFar } from "./sequence";

/** What is routine on a connection, as bits. */
const NOTHING = 0;
const ACKNOWLEDGMENTS = 1;
/** Data that the conversation reads. */
const DATA = 2;
/** Data that nobody reads any more. */
const SETTLED = 4;

const EVENTFUL = TcpFlag.SYN | TcpFlag.FIN | TcpFlag.RST;

/** Nobody read the packet last taken: all was settled before it. */
export let wasSettled = false;

/** Notes what will be routine, from how the connection stands after a packet that was not. */
export function noteRoutine(connection: Connection): void {
  connection.routine = routineOf(connection);
}

/**
 * Takes the segment at hand if it is routine; false if it is not, with nothing changed. The capture holds it whole.
 *
 * Does what the tracker and the reassembly do of such a segment.
 */
export function takeRoutine(connection: Connection): bool {
  const routine = connection.routine;
  const flags = segment.flags;
  if (routine === NOTHING || (flags & (EVENTFUL | TcpFlag.ACK)) !== TcpFlag.ACK) return false;
  const length = <i32>(segment.end - segment.start);
  if (length > 0 && (routine & (DATA | SETTLED)) === 0) return false;

  const sourceIsLow = segment.sourceIsLow;
  const source = sourceIsLow ? connection.low : connection.high;
  const destination = sourceIsLow ? connection.high : connection.low;
  if (source.next !== segment.sequence) return false;
  const isRead = length > 0 && (routine & DATA) !== 0;
  const acknowledgment = segment.acknowledgment;
  const fromNext = distance(destination.next, acknowledgment);
  // Its sender had received what has not been delivered yet.
  if (isRead && fromNext > 0) return false;
  const timeUs = segment.timeUs;
  const lastUs = connection.lastUs;
  if (timeUs - lastUs > limits.leastPatienceUs) return false;

  source.next += length;
  source.packets++;
  connection.packets++;
  if (distance(destination.acked, acknowledgment) > 0 && !isFar(fromNext)) destination.acked = acknowledgment;
  if (timeUs > lastUs) connection.lastUs = timeUs;
  wasSettled = (routine & SETTLED) !== 0;
  if (length === 0) return true;
  connection.bytes += length;
  if (isRead) {
    const conversation = connection.conversation;
    readData(conversation, source.side, segment.start, segment.end, timeUs);
    if (conversation.settled) connection.routine = ACKNOWLEDGMENTS | SETTLED;
  }
  return true;
}

function routineOf(connection: Connection): i32 {
  const client = connection.client;
  const server = connection.server;
  const isSteady = client.ackedKnown && server.ackedKnown && client.started && server.started && !connection.hasPending;
  const isClosing = connection.closingSinceUs >= 0 && !connection.queuedToClose;
  if (!isSteady || isClosing || !connection.reported) return NOTHING;
  if (isSettled(connection)) return ACKNOWLEDGMENTS | SETTLED;
  return client.finished || server.finished ? ACKNOWLEDGMENTS : ACKNOWLEDGMENTS | DATA;
}
