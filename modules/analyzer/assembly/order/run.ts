/** Lines in the spool, in ascending order of their places. */
import { Entry } from "../bytes/byte-memo";
import { spoolFree, spoolRead } from "../outside";

/** A line as it lies in the spool. Its bytes follow. */
@unmanaged
export class SpooledLine {
  /** Numbers of its place, and of its packet. */
  number: u64;
  ordinal: f64;
  /** The kind whose lists belong into it, and where; null where they are in it, or there are none. */
  kind: Entry | null;
  listsAt: i32;
  length: i32;

  @inline
  get bytes(): usize {
    return changetype<usize>(this) + HEADER_BYTES;
  }

  /** Bytes of all of it. */
  @inline
  get size(): usize {
    return HEADER_BYTES + this.length;
  }
}

export const HEADER_BYTES = offsetof<SpooledLine>();

/** Bytes of a run that are in memory while it is read; more for a line that is longer. */
const WINDOW_BYTES: usize = 64 * 1024;

/** Lines in order, the first of which are in memory. */
@unmanaged
export class Run {
  level: i32;
  /** The run made before it, of those that are left. */
  next: Run | null;
  /** What is not in memory yet, by its place in the spool. */
  offset: f64;
  end: f64;
  window: usize;
  capacity: usize;
  /** The line at hand, and the end of what is in memory. */
  at: usize;
  limit: usize;

  get isOver(): bool {
    return this.at === this.limit;
  }

  @inline
  get line(): SpooledLine {
    return changetype<SpooledLine>(this.at);
  }

  /** Turns to the line behind the one at hand. */
  advance(): void {
    this.at += this.line.size;
    this.fill();
  }

  /** Has the line at hand in memory as a whole, if there is one. */
  fill(): void {
    for (;;) {
      const held = this.limit - this.at;
      const needed = held < HEADER_BYTES ? HEADER_BYTES : this.line.size;
      if (held >= needed || (held === 0 && this.offset === this.end)) return;
      this.makeRoom(needed);
      const bytes = <usize>Math.min(this.end - this.offset, <f64>(this.window + this.capacity - this.limit));
      spoolRead(this.offset, bytes, this.limit);
      spoolFree(this.offset, bytes);
      this.offset += <f64>bytes;
      this.limit += bytes;
    }
  }

  /** Moves what is held to the front of a window that has room for `needed` bytes. */
  private makeRoom(needed: usize): void {
    const held = this.limit - this.at;
    if (needed > this.capacity) {
      const window = heap.alloc(needed);
      memory.copy(window, this.at, held);
      heap.free(this.window);
      this.window = window;
      this.capacity = needed;
    } else memory.copy(this.window, this.at, held);
    this.at = this.window;
    this.limit = this.window + held;
  }
}

/** The run that lies in the spool from `offset` to `end`. */
export function newRun(level: i32, offset: f64, end: f64): Run {
  const run = changetype<Run>(heap.alloc(offsetof<Run>()));
  run.level = level;
  run.next = null;
  run.offset = offset;
  run.end = end;
  run.window = heap.alloc(WINDOW_BYTES);
  run.capacity = WINDOW_BYTES;
  run.at = run.limit = run.window;
  run.fill();
  return run;
}

export function freeRun(run: Run): void {
  heap.free(run.window);
  heap.free(changetype<usize>(run));
}
