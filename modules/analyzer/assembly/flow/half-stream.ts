import { Side } from "../side";
import { TcpFlag } from "./segment";
import { distance, isFar } from "./sequence";

/** A segment that came before its turn. As many bytes of its payload as the capture holds follow. */
@unmanaged
export class PendingSegment {
  next: PendingSegment | null = null;
  sequence: i32 = 0;
  /** Payload bytes on the wire. */
  length: i32 = 0;
  held: i32 = 0;
  /** What its sender had received by then, where the ACK flag is set. */
  acknowledgment: i32 = 0;
  flags: i32 = 0;
  timeUs: f64 = 0;

  @inline
  get bytes(): usize {
    return changetype<usize>(this) + offsetof<PendingSegment>();
  }
}

/** Bytes that no packet had held by the end of the handshake, from sequence number `from` to `to`. */
@unmanaged
class Hole {
  next: Hole | null = null;
  from: i32 = 0;
  to: i32 = 0;
}

/** Holes remembered per direction after the handshake; further ones count as missing at once. */
const MAX_HOLES = 32;

/** One direction of a connection: what was sent, how far it was delivered, what the peer acknowledged. */
@unmanaged
export class HalfStream {
  /** Sequence number of the next byte to deliver. Means nothing before `started`. */
  next: i32 = 0;
  /** Highest sequence number which the peer acknowledged. */
  acked: i32 = 0;
  packets: i32 = 0;
  side: Side = Side.CLIENT;
  /** The sequence number of the first byte is known. */
  started: bool = false;
  /** The first byte followed the SYN, so nothing came before it. */
  fromSyn: bool = false;
  ackedKnown: bool = false;
  finished: bool = false;
  /** Sequence number of the first byte, once started. */
  initial: i32 = 0;
  /** Lowest sequence number that either side mentioned before the stream was started: where it began, or was joined. */
  private lowest: i32 = 0;
  private lowestKnown: bool = false;
  /** Segments sent again that the peer had not acknowledged, and the payload bytes of the largest. */
  retransmissions: i32 = 0;
  largestRetransmission: i32 = 0;
  /** Acknowledgments by which the peer said that it still misses what comes first, with later bytes at hand. */
  duplicateAcks: i32 = 0;
  /** Bytes of the hole with which the connection ended, and which the peer never acknowledged. */
  lostOnTheWay: i32 = 0;
  /** Bytes that the peer acknowledged and no packet of the capture holds. */
  missing: f64 = 0;
  /** Segments that wait for their turn, in the order in which they came. */
  pending: PendingSegment | null = null;
  lastPending: PendingSegment | null = null;
  pendingCount: i32 = 0;
  pendingBytes: f64 = 0;
  private holes: Hole | null = null;
  private holeCount: i32 = 0;

  /** Starts over for another connection; nothing is pending, and no hole is left. */
  reset(side: Side): void {
    memory.fill(changetype<usize>(this), 0, offsetof<HalfStream>());
    this.side = side;
  }

  start(sequence: i32, fromSyn: bool): void {
    this.started = true;
    this.fromSyn = fromSyn;
    this.initial = sequence;
    this.next = sequence;
  }

  /** Notes an acknowledgment sent by the peer; one that is far from here belongs to an earlier use of the ports. */
  acknowledge(sequence: i32): void {
    if (this.started && isFar(distance(this.next, sequence))) return;
    if (!this.ackedKnown) {
      this.ackedKnown = true;
      this.acked = sequence;
    } else if (distance(this.acked, sequence) > 0) this.acked = sequence;
    if (this.pending !== null && sequence === this.next) this.duplicateAcks++;
    this.mention(sequence);
  }

  /** Notes a sequence number at or before which the stream must have begun. */
  mention(sequence: i32): void {
    if (this.started || (this.lowestKnown && distance(this.lowest, sequence) >= 0)) return;
    this.lowestKnown = true;
    this.lowest = sequence;
  }

  /** Starts where the stream began as far as anybody mentioned, since the SYN was not captured. */
  adoptStart(fromSyn: bool): void {
    if (!this.started && this.lowestKnown) this.start(this.lowest, fromSyn);
  }

  /** A segment so far from what was sent before belongs to an earlier use of the ports. */
  isStray(sequence: i32): bool {
    return this.started && isFar(distance(this.next, sequence));
  }

  noteRetransmission(sequence: i32, length: i32): void {
    if (length === 0) return;
    if (this.ackedKnown && distance(this.acked, sequence + length) <= 0) return;
    this.retransmissions++;
    this.largestRetransmission = max(this.largestRetransmission, length);
  }

  /** The peer has not acknowledged all that was sent. */
  get unacknowledged(): bool {
    return this.started && (!this.ackedKnown || distance(this.acked, this.next) > 0);
  }

  /** Bytes from `next` on that the peer has and nobody saw: up to the first held segment, or to the acknowledgment. */
  lostBytes(): i32 {
    if (!this.started || !this.ackedKnown || this.finished) return 0;
    const toAcked = distance(this.next, this.acked);
    if (toAcked <= 0) return 0;
    const first = this.firstPending();
    return first === null ? toAcked : min(toAcked, max(0, distance(this.next, first.sequence)));
  }

  /** Bytes missing before the first held segment; 0 without one. */
  holeBytes(): i32 {
    const first = this.firstPending();
    return first === null ? 0 : max(1, distance(this.next, first.sequence));
  }

  /** The held segment that comes first in sequence. */
  firstPending(): PendingSegment | null {
    let first = this.pending;
    let held = first;
    while (held !== null) {
      if (first === null || distance(first.sequence, held.sequence) < 0) first = held;
      held = held.next;
    }
    return first;
  }

  /** A segment that begins there waits for its turn. */
  holds(sequence: i32): bool {
    let held = this.pending;
    while (held !== null && held.sequence !== sequence) held = held.next;
    return held !== null;
  }

  /** A reset waits for its turn. */
  get holdsReset(): bool {
    let held = this.pending;
    while (held !== null && (held.flags & TcpFlag.RST) === 0) held = held.next;
    return held !== null;
  }

  /** Follows sequence numbers only, once nobody reads the bytes any more. */
  skim(sequence: i32, length: i32): void {
    if (!this.started) this.start(sequence, false);
    const end = sequence + length;
    const ahead = distance(this.next, sequence);
    if (ahead > 0) this.openHole(this.next, sequence);
    else if (ahead < 0) this.fillHoles(sequence, end);
    if (distance(this.next, end) > 0) this.next = end;
  }

  /** Adds the holes that the peer acknowledged to `missing`. For the end of the connection. */
  settleHoles(): void {
    for (let hole = this.holes; hole !== null;) {
      const length = min(distance(hole.from, hole.to), distance(hole.from, this.acked));
      if (this.ackedKnown && length > 0) this.missing += length;
      const next = hole.next;
      heap.free(changetype<usize>(hole));
      hole = next;
    }
    this.holes = null;
    this.holeCount = 0;
  }

  private openHole(from: i32, to: i32): void {
    if (this.holeCount >= MAX_HOLES) this.missing += distance(from, to);
    else this.addHole(from, to);
  }

  private addHole(from: i32, to: i32): void {
    const hole = new Hole();
    hole.from = from;
    hole.to = to;
    hole.next = this.holes;
    this.holes = hole;
    this.holeCount++;
  }

  /** A segment from before `next`: a retransmission, or one that was overtaken and fills a hole. */
  private fillHoles(from: i32, to: i32): void {
    let hole = this.holes;
    this.holes = null;
    this.holeCount = 0;
    while (hole !== null) {
      const isApart = distance(from, hole.to) <= 0 || distance(hole.from, to) <= 0;
      if (isApart || distance(hole.from, from) > 0) this.addHole(hole.from, isApart ? hole.to : from);
      if (!isApart && distance(to, hole.to) > 0) this.addHole(to, hole.to);
      const next = hole.next;
      heap.free(changetype<usize>(hole));
      hole = next;
    }
  }
}
