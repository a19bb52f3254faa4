import { ByteWriter } from "../bytes/byte-writer";
import { LINE_FEED, NumberedLines } from "./numbered-lines";
import type { Spool } from "./spool";

/** Bytes of a run that are in memory while it is read. */
const WINDOW_BYTES = 64 * 1024;

/** So many runs of one level are merged into one of the next: each line is then written once a level. */
const RUNS_PER_LEVEL = 16;

/** Lines are written to the spool in parts of about this size. */
const PART_BYTES = 64 * 1024;

/** Lines in order, the first of which are in memory. */
class Run {
  readonly level: number;
  readonly lines = new NumberedLines();
  readonly #spool: Spool;
  #window = new Uint8Array(0);
  /** What is not in memory yet. */
  #offset: number;
  readonly #end: number;

  constructor(level: number, spool: Spool, offset: number, end: number) {
    this.level = level;
    this.#spool = spool;
    this.#offset = offset;
    this.#end = end;
    this.#fill();
  }

  next(): void {
    this.lines.next();
    if (this.lines.number === Infinity) this.#fill();
  }

  /** Reads as many whole lines as the window holds; it grows for a line that is longer. */
  #fill(): void {
    const left = this.#end - this.#offset;
    if (left === 0) return;
    for (let length = WINDOW_BYTES; ; length *= 2) {
      const bytes = Math.min(left, length);
      if (this.#window.length < bytes) this.#window = new Uint8Array(bytes);
      this.#window.set(this.#spool.read({ offset: this.#offset, bytes }));
      const lastFeed = this.#window.lastIndexOf(LINE_FEED, bytes - 1);
      if (lastFeed < 0) continue;
      this.#spool.free({ offset: this.#offset, bytes: lastFeed + 1 });
      this.#offset += lastFeed + 1;
      this.lines.turnTo(this.#window, lastFeed + 1);
      return;
    }
  }
}

/** Writes the next line of a run, its number, a space, a text and a line feed; false when there is none. */
export type WriteNext = (out: ByteWriter) => boolean;

/**
 * Numbered lines in a spool, in runs of ascending numbers as in any external merge sort: each line is written once and
 * read once, unless there are so many runs that some are merged meanwhile.
 */
export class SpooledRuns {
  readonly #spool: Spool;
  /** Lines on their way to the spool. */
  readonly #gathered = new ByteWriter(PART_BYTES);
  #runs: Run[] = [];
  /** The one whose line at hand has the lowest number. */
  #first: Run | null = null;

  constructor(spool: Spool) {
    this.#spool = spool;
  }

  /** The lowest number; infinite when there is no line. */
  get first(): number {
    return this.#first === null ? Infinity : this.#first.lines.number;
  }

  /** Hands over the line with the lowest number, `bytes[start, end)`, borrowed for the call, and turns to the next. */
  take(use: (bytes: Uint8Array, start: number, end: number) => void): void {
    const run = this.#first;
    if (run === null) return;
    const { bytes, start, end } = run.lines;
    use(bytes, start, end);
    run.next();
    if (run.lines.number === Infinity) this.#drop([run]);
    this.#first = firstOf(this.#runs);
  }

  /** Adds a run. */
  add(writeNext: WriteNext): void {
    this.#write(0, writeNext);
    for (let level = 0; ; level++) {
      const runs = this.#runs.filter((run) => run.level === level);
      if (runs.length < RUNS_PER_LEVEL) break;
      this.#merge(runs, level + 1);
    }
    this.#first = firstOf(this.#runs);
  }

  #merge(runs: readonly Run[], level: number): void {
    this.#write(level, (out) => {
      const run = firstOf(runs);
      if (run === null) return false;
      const { bytes, at, end } = run.lines;
      out.copy(bytes, at, end + 1);
      run.next();
      return true;
    });
    this.#drop(runs);
  }

  #write(level: number, writeNext: WriteNext): void {
    const gathered = this.#gathered;
    const spool = this.#spool;
    let begin: number | null = null;
    let end = 0;
    for (let isMore = true; isMore;) {
      isMore = writeNext(gathered);
      if (gathered.length === 0 || (isMore && gathered.length < PART_BYTES)) continue;
      const { offset, bytes } = spool.append(gathered.bytes, 0, gathered.length);
      begin ??= offset;
      end = offset + bytes;
      gathered.length = 0;
    }
    if (begin !== null) this.#runs.push(new Run(level, spool, begin, end));
  }

  #drop(dropped: readonly Run[]): void {
    this.#runs = this.#runs.filter((run) => !dropped.includes(run));
  }
}

/** The run whose line at hand has the lowest number; null when all are at their end. */
function firstOf(runs: readonly Run[]): Run | null {
  let first: Run | null = null;
  for (const run of runs) {
    if (run.lines.number < (first === null ? Infinity : first.lines.number)) first = run;
  }
  return first;
}
