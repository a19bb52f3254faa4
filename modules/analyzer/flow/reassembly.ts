import type { Frame } from "../decap/frame";
import { TcpFlag } from "../decap/tcp";
import type { Connection } from "./connection";
import type { HalfStream, PendingSegment } from "./half-stream";
import { HeldSegments } from "./held-segments";
import type { FlowLimits } from "./limits";
import { seqAdd, seqDistance } from "./sequence";

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
export class Reassembler {
  readonly #reorderUs: number;
  readonly #held: HeldSegments;

  constructor(limits: FlowLimits) {
    this.#reorderUs = limits.reorderSeconds * 1e6;
    this.#held = new HeldSegments(limits);
  }

  /** Takes a segment of `half` whose payload, if any, the frame borrows. */
  accept(connection: Connection, half: HalfStream, frame: Frame): void {
    const peer = connection.peerOf(half);
    const { flags } = frame;
    if (half.isStray(frame.sequence) && (flags & TcpFlag.RST) === 0) return;
    const isSyn = (flags & TcpFlag.SYN) !== 0;
    // A reset that answers a SYN acknowledges it too, but tells nothing about its sender's own numbers.
    if ((flags & TcpFlag.ACK) !== 0) this.#acknowledge(connection, half, peer, frame.acknowledgment, isSyn);
    let sequence = frame.sequence;
    if (isSyn) {
      sequence = seqAdd(sequence, 1);
      if (!half.started) half.start(sequence, true);
    }

    // A reset may be all that one side ever says.
    if ((flags & TcpFlag.RST) !== 0 && !half.started && !connection.hasPending) half.start(sequence, false);

    half.mention(sequence);

    const length = frame.wireEnd - frame.start;
    const endsStream = (flags & (TcpFlag.FIN | TcpFlag.RST)) !== 0;
    if (frame.end - frame.start < length) half.cutPackets++;
    if (length === 0 && !endsStream) {
      // An acknowledgment carries no event, but it may show that what is held has waited long enough.
      if (connection.hasPending) this.#drain(connection, frame.timeUs);
      return;
    }

    const consumer = connection.consumer;
    if (consumer === null || consumer.settled) {
      if (connection.hasPending) this.#release(connection);
      this.#skim(connection, half, sequence, length, flags, frame.timeUs);
    } else if (
      !connection.hasPending &&
      half.started &&
      sequence === half.next &&
      isCaused(peer, flags, frame.acknowledgment)
    ) {
      // In order, which nearly all segments are: straight from the packet, with nothing copied.
      this.#deliver(connection, half, frame.bytes, frame.start, frame.end, sequence, length, flags, frame.timeUs);
    } else this.#hold(connection, half, frame, sequence, length);
  }

  /** Nothing more will come: believes the holes and delivers what can be. */
  flush(connection: Connection): void {
    if (!connection.hasPending && connection.consumer?.settled !== false) return;
    adoptStarts(connection);
    do this.#deliverReady(connection);
    while (this.#skipLoss(connection));
    this.#deliverReady(connection, true);
    for (const half of [connection.client, connection.server]) half.lostOnTheWay = half.holeBytes();
    this.#release(connection);
  }

  #acknowledge(
    connection: Connection,
    half: HalfStream,
    peer: HalfStream,
    acknowledgment: number,
    isSyn: boolean,
  ): void {
    peer.acknowledge(acknowledgment);
    // A SYN-ACK tells where its peer's stream begins, even if that SYN was not captured.
    if (isSyn && !peer.started && half === connection.server) peer.start(acknowledgment, true);
  }

  /** After the verdict only the count of missing bytes and the manner of the end are of interest. */
  #skim(
    connection: Connection,
    half: HalfStream,
    sequence: number,
    length: number,
    flags: number,
    timeUs: number,
  ): void {
    if (length > 0) half.skim(sequence, length);
    if ((flags & TcpFlag.RST) !== 0) close(connection, half, "rst", timeUs);
    else if ((flags & TcpFlag.FIN) !== 0) close(connection, half, "fin", timeUs);
  }

  #deliver(
    connection: Connection,
    half: HalfStream,
    bytes: Uint8Array,
    start: number,
    end: number,
    sequence: number,
    length: number,
    flags: number,
    timeUs: number,
  ): void {
    const consumer = connection.consumer;
    if (consumer === null || half.finished) return;
    if (consumer.settled) {
      this.#skim(connection, half, sequence, length, flags, timeUs);
      return;
    }
    // What was delivered before is not delivered again, whatever the bytes of a retransmission say.
    const seen = seqDistance(sequence, half.next);
    if (seen < length) {
      half.next = seqAdd(sequence, length);
      const from = Math.min(start + seen, end);
      if (end > from) consumer.data(half.side, bytes, from, end, timeUs);
      const cut = length - Math.max(seen, end - start);
      if (cut > 0) consumer.gap(half.side, cut, "cut", timeUs);
    }
    if ((flags & TcpFlag.RST) !== 0) close(connection, half, "rst", timeUs);
    else if ((flags & TcpFlag.FIN) !== 0) close(connection, half, "fin", timeUs);
  }

  #hold(connection: Connection, half: HalfStream, frame: Frame, sequence: number, length: number): void {
    const { flags } = frame;
    const endsStream = (flags & (TcpFlag.FIN | TcpFlag.RST)) !== 0;
    if (half.started && !endsStream && seqDistance(seqAdd(sequence, length), half.next) >= 0) {
      half.noteRetransmission(sequence, length);
      return;
    }
    if (half.pending?.some((segment) => segment.sequence === sequence) === true)
      half.noteRetransmission(sequence, length);
    this.#held.add(half, frame, sequence, length);
    this.#drain(connection, frame.timeUs);
    if (this.#held.isOverLimit(half)) {
      this.#believe(connection);
      if (this.#held.isOverLimit(half)) {
        connection.consumer?.overLimit();
        this.#release(connection);
      }
    }
  }

  /** Delivers what has become deliverable; believes holes once packets have had their time to come out of order. */
  #drain(connection: Connection, nowUs: number): void {
    this.#deliverReady(connection);
    const oldestUs = Math.min(
      connection.client.pending?.[0]?.timeUs ?? nowUs,
      connection.server.pending?.[0]?.timeUs ?? nowUs,
    );
    if (nowUs - oldestUs > this.#reorderUs) this.#believe(connection);
  }

  /** Takes holes for what they seem to be, with more packets still to come. */
  #believe(connection: Connection): void {
    adoptStarts(connection);
    do this.#deliverReady(connection);
    while (connection.hasPending && this.#skipLoss(connection));
  }

  /** Delivers held segments whose turn has come, until none is left whose turn it is. */
  #deliverReady(connection: Connection, ignoreCause = false): void {
    for (let progress = true; progress && connection.hasPending;) {
      progress = this.#deliverNext(connection, connection.client, ignoreCause);
      progress = this.#deliverNext(connection, connection.server, ignoreCause) || progress;
    }
  }

  #deliverNext(connection: Connection, half: HalfStream, ignoreCause: boolean): boolean {
    const { pending } = half;
    if (pending === null || !half.started) return false;
    const peer = connection.peerOf(half);
    for (let i = 0; i < pending.length; i++) {
      const segment = pending[i];
      if (segment === undefined || seqDistance(half.next, segment.sequence) > 0) continue;
      if (!ignoreCause && segment.acknowledgment !== null && !isCaused(peer, TcpFlag.ACK, segment.acknowledgment))
        continue;
      this.#held.remove(half, i);
      const flags = (segment.fin ? TcpFlag.FIN : 0) | (segment.rst ? TcpFlag.RST : 0);
      const { bytes, held, sequence, length, timeUs } = segment;
      this.#deliver(connection, half, bytes, 0, held, sequence, length, flags, timeUs);
      this.#held.giveBack(segment);
      return true;
    }
    return false;
  }

  /** Steps over bytes that the peer has acknowledged and the capture does not hold. */
  #skipLoss(connection: Connection): boolean {
    for (const half of [connection.client, connection.server]) {
      const lost = half.lostBytes();
      if (lost <= 0) continue;
      half.missing += lost;
      half.next = seqAdd(half.next, lost);
      connection.consumer?.gap(half.side, lost, "unseen", half.firstPending()?.timeUs ?? connection.lastUs);
      return true;
    }
    return false;
  }

  #release(connection: Connection): void {
    for (const half of [connection.client, connection.server]) {
      for (const segment of this.#held.removeAll(half)) this.#skimHeld(connection, half, segment);
    }
  }

  #skimHeld(connection: Connection, half: HalfStream, segment: PendingSegment): void {
    this.#held.giveBack(segment);
    if (segment.length > 0) half.skim(segment.sequence, segment.length);
    if (segment.rst) close(connection, half, "rst", segment.timeUs);
    else if (segment.fin) close(connection, half, "fin", segment.timeUs);
  }
}

function adoptStarts({ client, server, syns }: Connection): void {
  client.adoptStart(false);
  // Whoever saw the client's SYN was there when the server began, wherever its first bytes went.
  server.adoptStart(syns > 0);
}

/** The sender of a segment with this acknowledgment had received nothing that is still undelivered. */
function isCaused(peer: HalfStream, flags: number, acknowledgment: number): boolean {
  if ((flags & TcpFlag.ACK) === 0) return true;
  return peer.started && (seqDistance(peer.next, acknowledgment) <= 0 || peer.finished);
}

function close(connection: Connection, half: HalfStream, how: "fin" | "rst", timeUs: number): void {
  if (half.finished) return;
  half.finished = true;
  if (how === "fin") half.next = seqAdd(half.next, 1);
  connection.closedBy ??= { side: half.side, how };
  const peer = connection.peerOf(half);
  if ((how === "rst" || peer.finished) && connection.closingSinceUs < 0) connection.closingSinceUs = timeUs;
  connection.consumer?.close(half.side, how, timeUs);
}
