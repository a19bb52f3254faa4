/**
 * Puts the segments of a connection back into the order in which the peers saw them.
 *
 * Within a direction that is the order of sequence numbers. Between directions it is cause and effect: a segment is
 * delivered only after everything it acknowledges, because its sender had received that when it sent it. A capture
 * whose packets were reordered on the way therefore tells the same story.
 *
 * A hole is believed only when the connection is over, when the reorder time has passed, or when a limit forces it. If
 * the peer acknowledged the missing bytes, the capture lost them; if not, the network did, and nothing behind the hole
 * ever reached the peer.
 */
import { Closing, GapKind, Side } from "../side";
import { Connection } from "./connection";
import { deliverClose, deliverData, deliverGap, deliverOverLimit, isSettled } from "./consumer";
import { HalfStream, PendingSegment } from "./half-stream";
import { freeSegment, hold, isOverLimit, takeOut, takeOutAll } from "./held-segments";
import { limits } from "./limits";
import { segment, TcpFlag } from "./segment";
import { distance } from "./sequence";

/** Takes the segment at hand, of `half`. */
export function reassemble(connection: Connection, half: HalfStream): void {
  const peer = connection.peerOf(half);
  const flags = segment.flags;
  if (half.isStray(segment.sequence) && !segment.has(TcpFlag.RST)) return;
  const isSyn = segment.has(TcpFlag.SYN);
  // A reset that answers a SYN acknowledges it too, but tells nothing about its sender's own numbers.
  if (segment.has(TcpFlag.ACK)) {
    peer.acknowledge(segment.acknowledgment);
    // A SYN-ACK tells where its peer's stream begins, even if that SYN was not captured.
    if (isSyn && !peer.started && half.side === Side.SERVER) peer.start(segment.acknowledgment, true);
  }
  let sequence = segment.sequence;
  if (isSyn) {
    sequence++;
    if (!half.started) half.start(sequence, true);
  }

  // A reset may be all that one side ever says.
  if (segment.has(TcpFlag.RST) && !half.started && !connection.hasPending) half.start(sequence, false);

  half.mention(sequence);

  const length = segment.length;
  if (length === 0 && (flags & (TcpFlag.FIN | TcpFlag.RST)) === 0) {
    // An acknowledgment carries no event, but it may show that what is held has waited long enough.
    if (connection.hasPending) drain(connection, segment.timeUs);
    return;
  }

  if (isSettled(connection)) {
    if (connection.hasPending) release(connection);
    skim(connection, half, sequence, length, flags, segment.timeUs);
  } else if (
    !connection.hasPending &&
    half.started &&
    sequence === half.next &&
    (!segment.has(TcpFlag.ACK) || isCaused(peer, segment.acknowledgment))
  ) {
    // In order, which nearly all segments are: straight from the packet, with nothing copied.
    deliver(connection, half, segment.start, segment.end, sequence, length, flags, segment.timeUs);
  } else holdBack(connection, half, sequence, length);
}

/** Nothing more will come: believes the holes and delivers what can be. */
export function flush(connection: Connection): void {
  if (!connection.hasPending && isSettled(connection)) return;
  adoptStarts(connection);
  do deliverReady(connection, false);
  while (skipLoss(connection));
  deliverReady(connection, true);
  connection.client.lostOnTheWay = connection.client.holeBytes();
  connection.server.lostOnTheWay = connection.server.holeBytes();
  release(connection);
}

/** Drops what is still held, unseen. */
export function dropHeld(connection: Connection): void {
  freeAll(takeOutAll(connection.client));
  freeAll(takeOutAll(connection.server));
}

function freeAll(first: PendingSegment | null): void {
  for (let held = first; held !== null;) {
    const next = held.next;
    freeSegment(held);
    held = next;
  }
}

/** After the verdict only the count of missing bytes and the manner of the end are of interest. */
function skim(connection: Connection, half: HalfStream, sequence: i32, length: i32, flags: i32, timeUs: f64): void {
  if (length > 0) half.skim(sequence, length);
  if ((flags & TcpFlag.RST) !== 0) close(connection, half, Closing.RST, timeUs);
  else if ((flags & TcpFlag.FIN) !== 0) close(connection, half, Closing.FIN, timeUs);
}

function deliver(
  connection: Connection,
  half: HalfStream,
  start: usize,
  end: usize,
  sequence: i32,
  length: i32,
  flags: i32,
  timeUs: f64,
): void {
  if (half.finished) return;
  if (isSettled(connection)) {
    skim(connection, half, sequence, length, flags, timeUs);
    return;
  }
  // What was delivered before is not delivered again, whatever the bytes of a retransmission say.
  const seen = distance(sequence, half.next);
  if (seen < length) {
    half.next = sequence + length;
    const from = min(start + seen, end);
    if (end > from) deliverData(connection, half.side, from, end, timeUs);
    const cut = length - max(seen, <i32>(end - start));
    if (cut > 0) deliverGap(connection, half.side, cut, GapKind.CUT, timeUs);
  }
  if ((flags & TcpFlag.RST) !== 0) close(connection, half, Closing.RST, timeUs);
  else if ((flags & TcpFlag.FIN) !== 0) close(connection, half, Closing.FIN, timeUs);
}

function holdBack(connection: Connection, half: HalfStream, sequence: i32, length: i32): void {
  const endsStream = (segment.flags & (TcpFlag.FIN | TcpFlag.RST)) !== 0;
  if (half.started && !endsStream && distance(sequence + length, half.next) >= 0) {
    half.noteRetransmission(sequence, length);
    return;
  }
  if (half.holds(sequence)) half.noteRetransmission(sequence, length);
  hold(half, sequence, length);
  drain(connection, segment.timeUs);
  if (!isOverLimit(half)) return;
  believe(connection);
  if (!isOverLimit(half)) return;
  deliverOverLimit(connection);
  release(connection);
}

/** Delivers what has become deliverable; believes holes once packets have had their time to come out of order. */
function drain(connection: Connection, nowUs: f64): void {
  deliverReady(connection, false);
  const ofClient = connection.client.pending;
  const ofServer = connection.server.pending;
  let oldestUs = nowUs;
  if (ofClient !== null) oldestUs = min(oldestUs, ofClient.timeUs);
  if (ofServer !== null) oldestUs = min(oldestUs, ofServer.timeUs);
  if (nowUs - oldestUs > limits.reorderUs) believe(connection);
}

/** Takes holes for what they seem to be, with more packets still to come. */
function believe(connection: Connection): void {
  adoptStarts(connection);
  do deliverReady(connection, false);
  while (connection.hasPending && skipLoss(connection));
}

/** Delivers held segments whose turn has come, until none is left whose turn it is. */
function deliverReady(connection: Connection, ignoreCause: bool): void {
  for (let progress = true; progress && connection.hasPending;) {
    progress = deliverNext(connection, connection.client, ignoreCause);
    progress = deliverNext(connection, connection.server, ignoreCause) || progress;
  }
}

function deliverNext(connection: Connection, half: HalfStream, ignoreCause: bool): bool {
  if (half.pending === null || !half.started) return false;
  const peer = connection.peerOf(half);
  let previous: PendingSegment | null = null;
  let held = half.pending;
  while (held !== null && !isDue(half, peer, held, ignoreCause)) {
    previous = held;
    held = held.next;
  }
  if (held === null) return false;
  takeOut(half, held, previous);
  const start = held.bytes;
  deliver(connection, half, start, start + held.held, held.sequence, held.length, held.flags, held.timeUs);
  freeSegment(held);
  return true;
}

/** Nothing is missing before it, and nothing that its sender had received. */
function isDue(half: HalfStream, peer: HalfStream, held: PendingSegment, ignoreCause: bool): bool {
  if (distance(half.next, held.sequence) > 0) return false;
  return ignoreCause || (held.flags & TcpFlag.ACK) === 0 || isCaused(peer, held.acknowledgment);
}

/** Steps over bytes that the peer has acknowledged and the capture does not hold. */
function skipLoss(connection: Connection): bool {
  return skipLossOf(connection, connection.client) || skipLossOf(connection, connection.server);
}

function skipLossOf(connection: Connection, half: HalfStream): bool {
  const lost = half.lostBytes();
  if (lost <= 0) return false;
  half.missing += lost;
  half.next += lost;
  const first = half.firstPending();
  deliverGap(connection, half.side, lost, GapKind.UNSEEN, first === null ? connection.lastUs : first.timeUs);
  return true;
}

function release(connection: Connection): void {
  releaseHalf(connection, connection.client);
  releaseHalf(connection, connection.server);
}

function releaseHalf(connection: Connection, half: HalfStream): void {
  for (let held = takeOutAll(half); held !== null;) {
    const next = held.next;
    skim(connection, half, held.sequence, held.length, held.flags, held.timeUs);
    freeSegment(held);
    held = next;
  }
}

function adoptStarts(connection: Connection): void {
  connection.client.adoptStart(false);
  // Whoever saw the client's SYN was there when the server began, wherever its first bytes went.
  connection.server.adoptStart(connection.syns > 0);
}

/** The sender of a segment with this acknowledgment had received nothing that is still undelivered. */
function isCaused(peer: HalfStream, acknowledgment: i32): bool {
  return peer.started && (distance(peer.next, acknowledgment) <= 0 || peer.finished);
}

function close(connection: Connection, half: HalfStream, how: Closing, timeUs: f64): void {
  if (half.finished) return;
  half.finished = true;
  if (how === Closing.FIN) half.next++;
  if (connection.closedHow === Closing.NONE) {
    connection.closedHow = how;
    connection.closedSide = half.side;
  }
  const peer = connection.peerOf(half);
  if ((how === Closing.RST || peer.finished) && connection.closingSinceUs < 0) connection.closingSinceUs = timeUs;
  deliverClose(connection, half.side, how, timeUs);
}
