import type { Frame } from "../decap/frame";
import type { FlowKey } from "./flow-key";
import { FlowTable } from "./flow-table";
import { KEY_WORDS } from "./row";

/** What a row holds behind its key: a word, whether there is one, and a double. */
const SYN = KEY_WORDS;
const HAS_SYN = KEY_WORDS + 1;
const QUIET_WORDS = KEY_WORDS + 4;
const QUIET_DOUBLES = QUIET_WORDS / 2;
const SINCE_US = QUIET_DOUBLES - 1;

const FIRST_CAPACITY = 256;

/**
 * Connections that were ended or never mattered: their stray packets are to be recognised for a while.
 *
 * On a busy balancer there are ten times as many of them as of open connections. Each is one cache line in a table of
 * their own, so that what is asked for at every packet stays small, and an entry of two arrays, which are their queue.
 */
export class QuietConnections {
  readonly #table = new FlowTable(QUIET_WORDS);
  readonly #lingerUs: number;
  /** Rows and times in the order in which they were added, from `#head` on; capacities are powers of two. */
  #rows = new Int32Array(FIRST_CAPACITY);
  #times = new Float64Array(FIRST_CAPACITY);
  #head = 0;
  #size = 0;

  /** `lingerUs`: for how long each is remembered. */
  constructor(lingerUs: number) {
    this.#lingerUs = lingerUs;
  }

  /** Entries of the queue, those included that were forgotten since. */
  get size(): number {
    return this.#size;
  }

  /** Since when the connection is quiet that was added first; infinite when there is none. */
  get oldestUs(): number {
    return this.#size === 0 ? Infinity : (this.#times[this.#head] ?? Infinity);
  }

  /** Row here of the frame's connection; -1 where there is none, or none any more at the time of the frame. */
  find(frame: FlowKey & Pick<Frame, "timeUs">): number {
    const row = this.#table.find(frame);
    if (row < 0 || frame.timeUs - this.#sinceUs(row) <= this.#lingerUs) return row;
    this.forget(row);
    return -1;
  }

  /** Sequence number of the connection's SYN; null when that was not seen. */
  synOf(row: number): number | null {
    const { words } = this.#table;
    const at = row * QUIET_WORDS;
    return words[at + HAS_SYN] === 0 ? null : (words[at + SYN] ?? 0);
  }

  /** Adds the connection in a row of `table`. */
  add(table: FlowTable, row: number, syn: number | null, sinceUs: number): void {
    const quiet = this.#table.addKeyOf(table, row);
    const at = quiet * QUIET_WORDS;
    this.#table.words[at + SYN] = syn ?? 0;
    this.#table.words[at + HAS_SYN] = syn === null ? 0 : 1;
    this.#table.doubles[quiet * QUIET_DOUBLES + SINCE_US] = sinceUs;
    if (this.#size === this.#rows.length) this.#grow();
    const last = (this.#head + this.#size++) & (this.#rows.length - 1);
    this.#rows[last] = quiet;
    this.#times[last] = sinceUs;
  }

  /** Forgets the one in a row, if there is one: its ports are used again. */
  forget(row: number): void {
    if (row < 0) return;
    // No entry of the queue has this time.
    this.#table.doubles[row * QUIET_DOUBLES + SINCE_US] = NaN;
    this.#table.remove(row);
  }

  /** Forgets the one that was added first, unless it was forgotten since. */
  forgetOldest(): void {
    const row = this.#rows[this.#head] ?? 0;
    const sinceUs = this.oldestUs;
    this.#head = (this.#head + 1) & (this.#rows.length - 1);
    this.#size--;
    if (this.#sinceUs(row) === sinceUs) this.forget(row);
  }

  #sinceUs(row: number): number {
    return this.#table.doubles[row * QUIET_DOUBLES + SINCE_US] ?? 0;
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
