import type { FlowTable } from "./flow-table";
import { Double, ROW_DOUBLES, ROW_WORDS, Word } from "./row";

/** Whether a row is quiet, and whether the SYN of its connection was seen. */
const Quiet = { NO: 0, WITHOUT_SYN: 1, WITH_SYN: 2 } as const;

const FIRST_CAPACITY = 256;

/**
 * Rows whose connection was ended or never mattered: its stray packets are to be recognised for a while.
 *
 * On a busy balancer there are ten times as many of them as of open connections. What is remembered of each lies in the
 * row itself, and their queue in two arrays.
 */
export class QuietRows {
  readonly #table: FlowTable;
  /** Rows and times in the order in which they were added, from `#head` on; capacities are powers of two. */
  #rows = new Int32Array(FIRST_CAPACITY);
  #times = new Float64Array(FIRST_CAPACITY);
  #head = 0;
  #size = 0;

  constructor(table: FlowTable) {
    this.#table = table;
  }

  /** Rows in the queue, those included that were used again since. */
  get size(): number {
    return this.#size;
  }

  /** Since when the row is quiet that was added first; infinite when there is none. */
  get oldestUs(): number {
    return this.#size === 0 ? Infinity : (this.#times[this.#head] ?? Infinity);
  }

  has(row: number): boolean {
    return this.#table.words[row * ROW_WORDS + Word.QUIET] !== Quiet.NO;
  }

  /** Since when a quiet row is so. */
  sinceUs(row: number): number {
    return this.#table.doubles[row * ROW_DOUBLES + Double.LAST_US] ?? 0;
  }

  /** Sequence number of the SYN of a quiet row's connection; null when it was not seen. */
  synOf(row: number): number | null {
    const at = row * ROW_WORDS;
    return this.#table.words[at + Word.QUIET] === Quiet.WITH_SYN ? (this.#table.words[at + Word.NEXT] ?? 0) : null;
  }

  /** Makes a row quiet; what its connection kept there is overwritten. */
  add(row: number, syn: number | null, sinceUs: number): void {
    const { words, doubles } = this.#table;
    const at = row * ROW_WORDS;
    words[at + Word.QUIET] = syn === null ? Quiet.WITHOUT_SYN : Quiet.WITH_SYN;
    words[at + Word.NEXT] = syn ?? 0;
    doubles[row * ROW_DOUBLES + Double.LAST_US] = sinceUs;
    if (this.#size === this.#rows.length) this.#grow();
    const last = (this.#head + this.#size++) & (this.#rows.length - 1);
    this.#rows[last] = row;
    this.#times[last] = sinceUs;
  }

  /** Takes the row that was added first out of the queue; -1 where it was used again since. */
  shift(): number {
    const row = this.#rows[this.#head] ?? -1;
    const sinceUs = this.oldestUs;
    this.#head = (this.#head + 1) & (this.#rows.length - 1);
    this.#size--;
    return this.has(row) && this.sinceUs(row) === sinceUs ? row : -1;
  }

  #grow(): void {
    const { length } = this.#rows;
    const rows = new Int32Array(2 * length);
    const times = new Float64Array(2 * length);
    for (let i = 0; i < length; i++) {
      const from = (this.#head + i) & (length - 1);
      rows[i] = this.#rows[from] ?? 0;
      times[i] = this.#times[from] ?? 0;
    }
    this.#rows = rows;
    this.#times = times;
    this.#head = 0;
  }
}
