import type { Side } from "../../contracts";
import type { FlowTable } from "./flow-table";
import { ROW_WORDS, Word } from "./row";
import { seqAdd, seqDistance } from "./sequence";

/** A segment that came before its turn. */
export interface PendingSegment {
  readonly sequence: number;
  /** Payload bytes on the wire. */
  readonly length: number;
  /** `bytes[0, held)` is a copy of its payload, as far as the capture holds it. */
  readonly bytes: Uint8Array;
  readonly held: number;
  /** What its sender had received by then; null without an ACK flag. */
  readonly acknowledgment: number | null;
  readonly fin: boolean;
  readonly rst: boolean;
  readonly timeUs: number;
}

/** No window is larger in practice, and random numbers of another connection hardly ever come closer. */
export const MAX_DISTANCE = 1 << 24;

/** Holes remembered per direction after the handshake; further ones count as missing at once. */
const MAX_HOLES = 32;

/**
 * One direction of a connection: what was sent, how far it was delivered, what the peer acknowledged.
 *
 * What every packet changes lies in the connection's row of the flow table, for `routine.ts`.
 */
export class HalfStream {
  side: Side;
  readonly #table: FlowTable;
  /** Where the words of the endpoint that sends begin in the table. */
  #at: number;
  /** The sequence number of the first byte is known. */
  started = false;
  /** The first byte followed the SYN, so nothing came before it. */
  fromSyn = false;
  /** Sequence number of the first byte, once started. */
  initial = 0;
  ackedKnown = false;
  /** Lowest sequence number that either side mentioned before the stream was started: where it began, or was joined. */
  #lowest: number | null = null;
  finished = false;
  /** Segments sent again that the peer had not acknowledged, and the payload bytes of the largest. */
  retransmissions = 0;
  largestRetransmission = 0;
  /** Acknowledgments by which the peer said that it still misses what comes first, with later bytes at hand. */
  duplicateAcks = 0;
  /** Bytes of the hole with which the connection ended, and which the peer never acknowledged. */
  lostOnTheWay = 0;
  /** Bytes that the peer acknowledged and no packet of the capture holds. */
  missing = 0;
  /** Packets that the capture had cut. */
  cutPackets = 0;
  pending: PendingSegment[] | null = null;
  pendingBytes = 0;
  #holes: number[] | null = null;

  /** `isLow`: whether the endpoint that sends is the one which the table sorts first. */
  constructor(table: FlowTable, side: Side, row: number, isLow: boolean) {
    this.side = side;
    this.#table = table;
    this.#at = row * ROW_WORDS + (isLow ? 0 : 1);
  }

  /** Starts over for another connection. */
  reset(side: Side, row: number, isLow: boolean): void {
    this.side = side;
    this.#at = row * ROW_WORDS + (isLow ? 0 : 1);
    this.started = false;
    this.fromSyn = false;
    this.initial = 0;
    this.ackedKnown = false;
    this.#lowest = null;
    this.finished = false;
    this.retransmissions = 0;
    this.largestRetransmission = 0;
    this.duplicateAcks = 0;
    this.lostOnTheWay = 0;
    this.missing = 0;
    this.cutPackets = 0;
    this.pending = null;
    this.pendingBytes = 0;
    this.#holes = null;
  }

  /** Sequence number of the next byte to deliver. Means nothing before `started`. */
  get next(): number {
    return this.#table.words[this.#at + Word.NEXT] ?? 0;
  }

  set next(sequence: number) {
    this.#table.words[this.#at + Word.NEXT] = sequence;
  }

  /** Highest sequence number which the peer acknowledged. */
  get acked(): number {
    return this.#table.words[this.#at + Word.ACKED] ?? 0;
  }

  set acked(sequence: number) {
    this.#table.words[this.#at + Word.ACKED] = sequence;
  }

  get packets(): number {
    return this.#table.words[this.#at + Word.SENT] ?? 0;
  }

  set packets(count: number) {
    this.#table.words[this.#at + Word.SENT] = count;
  }

  start(sequence: number, fromSyn: boolean): void {
    this.started = true;
    this.fromSyn = fromSyn;
    this.initial = sequence;
    this.next = sequence;
  }

  /** Notes an acknowledgment sent by the peer; one that is far from here belongs to an earlier use of the ports. */
  acknowledge(sequence: number): void {
    if (this.started && Math.abs(seqDistance(this.next, sequence)) > MAX_DISTANCE) return;
    if (!this.ackedKnown) {
      this.ackedKnown = true;
      this.acked = sequence;
    } else if (seqDistance(this.acked, sequence) > 0) this.acked = sequence;
    if (this.pending !== null && sequence === this.next) this.duplicateAcks++;
    this.mention(sequence);
  }

  /** Notes a sequence number at or before which the stream must have begun. */
  mention(sequence: number): void {
    if (this.started) return;
    if (this.#lowest === null || seqDistance(this.#lowest, sequence) < 0) this.#lowest = sequence;
  }

  /** Starts where the stream began as far as anybody mentioned, since the SYN was not captured. */
  adoptStart(fromSyn: boolean): void {
    if (!this.started && this.#lowest !== null) this.start(this.#lowest, fromSyn);
  }

  /** A segment so far from what was sent before belongs to an earlier use of the ports. */
  isStray(sequence: number): boolean {
    return this.started && Math.abs(seqDistance(this.next, sequence)) > MAX_DISTANCE;
  }

  noteRetransmission(sequence: number, length: number): void {
    if (length === 0) return;
    if (this.ackedKnown && seqDistance(this.acked, seqAdd(sequence, length)) <= 0) return;
    this.retransmissions++;
    this.largestRetransmission = Math.max(this.largestRetransmission, length);
  }

  /** The peer has not acknowledged all that was sent. */
  get unacknowledged(): boolean {
    return this.started && (!this.ackedKnown || seqDistance(this.acked, this.next) > 0);
  }

  /** Bytes from `next` on that the peer has and nobody saw: up to the first held segment, or to the acknowledgment. */
  lostBytes(): number {
    if (!this.started || !this.ackedKnown || this.finished) return 0;
    const toAcked = seqDistance(this.next, this.acked);
    if (toAcked <= 0) return 0;
    const first = this.firstPending();
    return first === null ? toAcked : Math.min(toAcked, Math.max(0, seqDistance(this.next, first.sequence)));
  }

  /** Bytes missing before the first held segment; 0 without one. */
  holeBytes(): number {
    const first = this.firstPending();
    return first === null ? 0 : Math.max(1, seqDistance(this.next, first.sequence));
  }

  /** The held segment that comes first in sequence. */
  firstPending(): PendingSegment | null {
    let first: PendingSegment | null = null;
    for (const segment of this.pending ?? []) {
      if (first === null || seqDistance(first.sequence, segment.sequence) < 0) first = segment;
    }
    return first;
  }

  /** Follows sequence numbers only, once nobody reads the bytes any more. */
  skim(sequence: number, length: number): void {
    if (!this.started) this.start(sequence, false);
    const ahead = seqDistance(this.next, sequence);
    if (ahead > 0) this.#openHole(this.next, sequence);
    else if (ahead < 0) this.#fillHoles(sequence, seqAdd(sequence, length));
    const end = seqAdd(sequence, length);
    if (seqDistance(this.next, end) > 0) this.next = end;
  }

  /** Adds the holes that the peer acknowledged to `missing`. For the end of the connection. */
  settleHoles(): void {
    const holes = this.#holes ?? [];
    for (let i = 0; i + 1 < holes.length; i += 2) {
      const from = holes[i] ?? 0;
      const length = Math.min(seqDistance(from, holes[i + 1] ?? 0), seqDistance(from, this.acked));
      if (this.ackedKnown && length > 0) this.missing += length;
    }
    this.#holes = null;
  }

  #openHole(from: number, to: number): void {
    this.#holes ??= [];
    if (this.#holes.length >= 2 * MAX_HOLES) this.missing += seqDistance(from, to);
    else this.#holes.push(from, to);
  }

  /** A segment from before `next`: a retransmission, or one that was overtaken and fills a hole. */
  #fillHoles(from: number, to: number): void {
    const holes = this.#holes;
    if (holes === null) return;
    const left: number[] = [];
    for (let i = 0; i + 1 < holes.length; i += 2) {
      const start = holes[i] ?? 0;
      const end = holes[i + 1] ?? 0;
      if (seqDistance(from, end) <= 0 || seqDistance(start, to) <= 0) left.push(start, end);
      else {
        if (seqDistance(start, from) > 0) left.push(start, from);
        if (seqDistance(to, end) > 0) left.push(to, end);
      }
    }
    this.#holes = left.length > 0 ? left : null;
  }
}
