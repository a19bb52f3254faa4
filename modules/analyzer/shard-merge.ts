import type { Spool, Spooled } from "./record-order";

/** Bytes of one shard held in memory while another lags behind; further batches go to the spool. */
const MAX_HELD_BYTES = 4 * 1024 * 1024;

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const DIGIT_ZERO = 0x30;
const NOTHING = new Uint8Array(0);

/** Lines of one shard that wait for those of others. */
interface Lane {
  readonly batches: (Uint8Array | Spooled)[];
  heldBytes: number;
  ended: boolean;
  /** The batch at hand, and where the record of its next line begins and ends, behind the ordinal. */
  bytes: Uint8Array;
  start: number;
  end: number;
  /** Of the next line; infinite when all were taken. */
  ordinal: number;
}

/**
 * Brings the records of several shards, each of them in order, into the order which one analyzer would have told them in.
 *
 * A shard in which one connection stays open all day holds back the others, whose batches then wait in the spool.
 */
export class ShardMerge {
  readonly #lanes: readonly Lane[];
  readonly #emit: (bytes: Uint8Array, start: number, end: number) => void;
  readonly #spool: Spool;
  #spooled = 0;

  /** `emit` takes the JSON of the next record, without line feed, borrowed for the call. */
  constructor(shards: number, emit: (bytes: Uint8Array, start: number, end: number) => void, spool: Spool) {
    this.#lanes = Array.from({ length: shards }, () => ({
      batches: [],
      heldBytes: 0,
      ended: false,
      bytes: NOTHING,
      start: 0,
      end: -1,
      ordinal: Infinity,
    }));
    this.#emit = emit;
    this.#spool = spool;
  }

  /** Takes a batch of lines as `heldWithOrdinal` writes them, each ending in a line feed. Keeps it without copying it. */
  push(shard: number, batch: Uint8Array): void {
    const lane = this.#lanes[shard];
    if (lane === undefined || batch.length === 0) return;
    if (lane.heldBytes + batch.length > MAX_HELD_BYTES) {
      lane.batches.push(this.#spool.append(batch, 0, batch.length));
      this.#spooled++;
    } else {
      lane.batches.push(batch);
      lane.heldBytes += batch.length;
    }
    this.#merge();
  }

  /** Nothing more comes from this shard. */
  end(shard: number): void {
    const lane = this.#lanes[shard];
    if (lane !== undefined) lane.ended = true;
    this.#merge();
  }

  #merge(): void {
    for (let first = this.#first(); first !== null; first = this.#first()) {
      this.#emit(first.bytes, first.start, first.end);
      readLine(first);
    }
  }

  /** The lane whose line is next; null when one of them must be waited for, or all are at their end. */
  #first(): Lane | null {
    let first: Lane | null = null;
    for (const lane of this.#lanes) {
      if (lane.ordinal === Infinity && !this.#refill(lane)) {
        if (!lane.ended) return null;
        continue;
      }
      if (first === null || lane.ordinal < first.ordinal) first = lane;
    }
    return first;
  }

  #refill(lane: Lane): boolean {
    const batch = lane.batches.shift();
    if (batch === undefined) return false;
    if (batch instanceof Uint8Array) {
      lane.heldBytes -= batch.length;
      lane.bytes = batch;
    } else {
      // The spool lends its bytes only until another lane reads or appends.
      lane.bytes = this.#spool.read(batch).slice();
      if (--this.#spooled === 0) this.#spool.clear();
    }
    lane.end = -1;
    readLine(lane);
    return true;
  }
}

/** Moves to the line behind the one at hand. */
function readLine(lane: Lane): void {
  const { bytes } = lane;
  let at = lane.end + 1;
  if (at >= bytes.length) {
    lane.ordinal = Infinity;
    return;
  }
  let ordinal = 0;
  for (; bytes[at] !== SPACE; at++) ordinal = ordinal * 10 + (bytes[at] ?? 0) - DIGIT_ZERO;
  lane.ordinal = ordinal;
  lane.start = at + 1;
  lane.end = bytes.indexOf(LINE_FEED, at);
}
