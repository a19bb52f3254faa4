import type { ConnectionRecord } from "../contracts";
import type { HeldForm, Spooled, TextSpool } from "./record-order";
import { recordJson } from "./report/json";

/** What an analyzer of one shard puts out: the packet its connection is reported from, then its record. */
export const HELD_WITH_ORDINAL: HeldForm<string> = {
  of: (record: ConnectionRecord, ordinal: number) => `${ordinal} ${recordJson(record)}`,
  toLine: (line) => line,
  fromLine: (line) => line,
};

/** Characters of one shard held in memory while another lags behind; further batches go to the spool. */
const MAX_HELD_CHARACTERS = 4 * 1024 * 1024;

/** Lines of one shard that wait for those of others. */
interface Lane {
  readonly batches: (string | Spooled)[];
  heldCharacters: number;
  ended: boolean;
  lines: readonly string[];
  next: number;
  /** Of `lines[next]`; infinite when all were taken. */
  ordinal: number;
}

/**
 * Brings the records of several shards, each of them in order, into the order which one analyzer would have told them in.
 *
 * A shard in which one connection stays open all day holds back the others, whose batches then wait in the spool.
 */
export class ShardMerge {
  readonly #lanes: readonly Lane[];
  readonly #emit: (json: string) => void;
  readonly #spool: TextSpool;
  #spooled = 0;

  constructor(shards: number, emit: (json: string) => void, spool: TextSpool) {
    this.#lanes = Array.from({ length: shards }, () => ({
      batches: [],
      heldCharacters: 0,
      ended: false,
      lines: [],
      next: 0,
      ordinal: Infinity,
    }));
    this.#emit = emit;
    this.#spool = spool;
  }

  /** Takes a batch of lines, each ending in a line feed. */
  push(shard: number, batch: string): void {
    const lane = this.#lanes[shard];
    if (lane === undefined || batch === "") return;
    if (lane.heldCharacters + batch.length > MAX_HELD_CHARACTERS) {
      lane.batches.push(this.#spool.append(batch));
      this.#spooled++;
    } else {
      lane.batches.push(batch);
      lane.heldCharacters += batch.length;
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
      const line = first.lines[first.next] ?? "";
      this.#emit(line.slice(line.indexOf(" ") + 1));
      first.next++;
      readOrdinal(first);
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
    const text = typeof batch === "string" ? batch : this.#spool.read(batch);
    if (typeof batch === "string") lane.heldCharacters -= batch.length;
    else if (--this.#spooled === 0) this.#spool.clear();
    lane.lines = text.split("\n");
    lane.next = 0;
    readOrdinal(lane);
    return true;
  }
}

/** Every batch ends in a line feed, behind which an empty line follows. */
function readOrdinal(lane: Lane): void {
  const line = lane.lines[lane.next] ?? "";
  lane.ordinal = line === "" ? Infinity : parseInt(line, 10);
}
