/** Follows every TCP connection of a capture from its first packet to its last. */
import { Side } from "../side";
import { latestPacketUs } from "./clock";
import { Connection, ConnectionEnd } from "./connection";
import { addConnection, connectionCount, findConnection, pairWithTwin } from "./connections";
import { isSettled } from "./consumer";
import { endConnection, silence } from "./ending";
import { countPacket, endLater, evict, passTime } from "./expiry";
import { limits } from "./limits";
import { isFromClient, isFromListener, isToListener } from "./listeners";
import { isNextUse, wasHalfOpen } from "./next-use";
import { patienceUs } from "./patience";
import { Prelude } from "./prelude";
import { findQuiet, forgetQuiet } from "./quiet-connections";
import { reassemble } from "./reassembly";
import { beginReport } from "./report-begin";
import { noteRoutine, takeRoutine, wasSettled } from "./routine";
import { segment, TcpFlag } from "./segment";

/** Of the segment last accepted: its connection, null when it came too late to belong to one, and whose it was. */
let last: Connection | null = null;
let lastSide = Side.CLIENT;
/** Nothing in that segment but its header could matter any more, since all was settled before it. */
let lastWasSettled = false;

/** No segment was accepted. */
export function resetTracker(): void {
  last = null;
  lastSide = Side.CLIENT;
  lastWasSettled = false;
}

/** Takes the segment at hand. */
export function acceptSegment(): void {
  passTime(segment.timeUs);
  const connection = findConnection();
  countPacket();
  if (connection !== null && segment.end === segment.wireEnd && takeRoutine(connection)) {
    last = connection;
    lastSide = connection.source.side;
    lastWasSettled = wasSettled;
    return;
  }
  acceptEventful(connection);
}

/** An ICMP error quotes the segment at hand. */
export function noteError(isTooBig: bool): void {
  const connection = findConnection();
  if (connection === null) return;
  if (isTooBig) connection.packetTooBig = true;
  else connection.unreachable = true;
}

/** Connection of the segment last accepted; null when there is none, or none any more. */
export function lastConnection(): Connection | null {
  const connection = last;
  return connection !== null && connection.open ? connection : null;
}

export function lastSegmentSide(): Side {
  return lastSide;
}

export function wasLastSettled(): bool {
  return lastWasSettled;
}

function acceptEventful(found: Connection | null): void {
  const connection = connectionOf(found);
  last = connection;
  lastWasSettled = connection === null || isSettled(connection);
  if (connection === null) return;

  connection.packets++;
  connection.bytes += segment.length;
  if (segment.timeUs > connection.lastUs) connection.lastUs = segment.timeUs;
  if (segment.has(TcpFlag.SYN)) noteSyn(connection);

  const half = connection.source;
  lastSide = half.side;
  half.packets++;
  reassemble(connection, half);
  if (!connection.reported && isSettled(connection)) silence(connection, latestPacketUs());
  else if (connection.closingSinceUs >= 0 && !connection.queuedToClose) endLater(connection);
  if (connection.open) noteRoutine(connection);
}

function connectionOf(found: Connection | null): Connection | null {
  if (found !== null) {
    // Decided here and not by the sweep alone, so that no verdict depends on when the sweep runs.
    const silentUs = segment.timeUs - found.lastUs;
    if (silentUs > limits.leastPatienceUs && silentUs > patienceUs(found)) endConnection(found, ConnectionEnd.TIMEOUT);
    else if (segment.isOpeningSyn && wasHalfOpen(found)) {
      endConnection(found, ConnectionEnd.CLOSED);
      const past = findQuiet();
      if (past !== null) forgetQuiet(past);
      return beginConnection(false, 0);
    } else if (!isNextUse(found, found.source)) return found;
    else endConnection(found, ConnectionEnd.CLOSED);
  }
  const past = findQuiet();
  if (past === null) return beginConnection(false, 0);
  const hasSyn = past.hasSyn;
  const syn = past.syn;
  if (!segment.isOpeningSyn || (hasSyn && segment.sequence === syn)) return null;
  forgetQuiet(past);
  return beginConnection(hasSyn, syn);
}

function beginConnection(hasPreviousSyn: bool, previousSyn: i32): Connection {
  if (connectionCount() >= limits.maxConnections) evict();
  const reported = isToListener() || isFromListener();
  const connection = addConnection();
  connection.begin(isFromClient() === segment.sourceIsLow, reported);
  connection.hasPreviousSyn = hasPreviousSyn;
  connection.previousSyn = previousSyn;
  if (reported) beginReport(connection);
  else connection.prelude = new Prelude();
  return connection;
}

function noteSyn(connection: Connection): void {
  if (segment.has(TcpFlag.ACK)) {
    if (connection.source.side === Side.SERVER) connection.synAckSeen = true;
    return;
  }
  if (connection.hasPreviousSyn && segment.sequence === connection.previousSyn) return;
  if (connection.syns++ > 0) return;
  connection.synSequence = segment.sequence;
  pairWithTwin(connection);
}
