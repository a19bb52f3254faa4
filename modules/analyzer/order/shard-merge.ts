import { NumberedLines } from "./numbered-lines";
import type { Spool, Spooled } from "./spool";

/** Bytes of one shard held in memory while another lags behind; further batches go to the spool. */
const MAX_HELD_BYTES = 4 * 1024 * 1024;

/** Lines of one shard that wait for those of others. */
interface Lane {
  readonly batches: (Uint8Array | Spooled)[];
  heldBytes: number;
  ended: boolean;
  /** Of the batch at hand, numbered by ordinals. */
  readonly lines: NumberedLines;
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

  /** `emit` takes the line of the next record, with its line feed, borrowed for the call. */
  constructor(shards: number, emit: (bytes: Uint8Array, start: number, end: number) => void, spool: Spool) {
    this.#lanes = Array.from({ length: shards }, () => ({
      batches: [],
      heldBytes: 0,
      ended: false,
      lines: new NumberedLines(),
    }));
    this.#emit = emit;
    this.#spool = spool;
  }

  /** Takes a batch of numbered lines, as `RecordOutput.lines` does. Keeps it without copying it. */
  push(shard: number, batch: Uint8Array): void {
    const lane = this.#lanes[shard];
    if (lane === undefined || batch.length === 0) return;
    if (lane.heldBytes + batch.length > MAX_HELD_BYTES) {
      lane.batches.push(this.#spool.append(batch, 0, batch.length));
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
    for (let lines = this.#first(); lines !== null; lines = this.#first()) {
      this.#emit(lines.bytes, lines.start, lines.end + 1);
      lines.next();
    }
  }

  /** Those whose line is next; null when a lane must be waited for, or all are at their end. */
  #first(): NumberedLines | null {
    let first: NumberedLines | null = null;
    for (const lane of this.#lanes) {
      const { lines, ended } = lane;
      if (lines.number === Infinity && !this.#refill(lane)) {
        if (!ended) return null;
        continue;
      }
      if (first === null || lines.number < first.number) first = lines;
    }
    return first;
  }

  #refill(lane: Lane): boolean {
    const batch = lane.batches.shift();
    if (batch === undefined) return false;
    if (batch instanceof Uint8Array) {
      lane.heldBytes -= batch.length;
      lane.lines.turnTo(batch);
    } else {
      // The spool lends its bytes only until another lane reads or appends; `slice` of a Buffer would copy nothing.
      lane.lines.turnTo(new Uint8Array(this.#spool.read(batch)));
      this.#spool.free(batch);
    }
    return true;
  }
}
