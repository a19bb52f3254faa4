/**
 * Lines that wait outside of memory, in runs of ascending numbers as in any external merge sort: each line is written once
 * and read once, unless there are so many runs that some are merged meanwhile.
 */
import { Entry, release } from "../bytes/byte-memo";
import { ByteWriter } from "../bytes/byte-writer";
import { spoolAppend, spoolFree, spoolRead } from "../outside";
import { tell } from "./delivery";
import { dropLine, HeldLine } from "./held-line";
import { NO_PLACE } from "./places";

/** What lies in the spool of a line: number of its place and of its packet, the kind whose lists it has, its length, and the line. */
const ORDINAL: usize = 8;
const KIND: usize = 16;
const LISTS_AT: usize = 20;
const LENGTH: usize = 24;
const HEADER_BYTES: usize = 28;

/** Bytes of a run that are in memory while it is read; more for a line that is longer. */
const WINDOW_BYTES: usize = 64 * 1024;

/** Lines are written in parts of about this size. */
const PART_BYTES: usize = 64 * 1024;

/** So many runs of one level are merged into one of the next: each line is then written once a level. */
const RUNS_PER_LEVEL = 16;

const ANY_LEVEL = -1;

/** Kinds that lines in the spool refer to; the lines of further ones take their lists along. */
const MAX_KINDS = 4096;

/** Lines in order, the first of which are in memory. */
@unmanaged
class Run {
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
  get number(): u64 {
    return load<u64>(this.at);
  }

  /** Of the line at hand, with all that lies there of it. */
  @inline
  get lineBytes(): usize {
    return HEADER_BYTES + load<i32>(this.at, LENGTH);
  }

  /** Turns to the line behind the one at hand. */
  advance(): void {
    this.at += this.lineBytes;
    this.fill();
  }

  /** Has the line at hand in memory as a whole, if there is one. */
  fill(): void {
    for (;;) {
      const held = this.limit - this.at;
      const needed = held < HEADER_BYTES ? HEADER_BYTES : this.lineBytes;
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

/** The one made last. */
let runs: Run | null = null;
/** The one whose line at hand has the lowest number. */
let first: Run | null = null;

/** Lines on their way to the spool. */
let partCapacity: usize = 2 * PART_BYTES;
const part = new ByteWriter(heap.alloc(2 * PART_BYTES));
/** Where the run begins that is being written, and where it has got to. */
let runAt: f64 = 0;
let runEnd: f64 = 0;

let kinds = 0;

/** The lowest number. */
export function firstSpooledNumber(): u64 {
  const run = first;
  return run === null ? NO_PLACE : run.number;
}

/** Tells the line with the lowest number, and turns to the next. There must be one. */
export function tellSpooled(): void {
  const run = first as Run;
  const at = run.at;
  const kind = changetype<Entry | null>(load<usize>(at, KIND));
  tell(load<f64>(at, ORDINAL), at + HEADER_BYTES, load<i32>(at, LENGTH), kind, load<i32>(at, LISTS_AT));
  if (kind !== null) letGo(kind);
  run.advance();
  if (run.isOver) drop(run);
  first = firstOf(ANY_LEVEL);
}

/** To be called before the lines of a run are written. */
export function beginRun(): void {
  runAt = runEnd = -1;
}

/** Writes the next line of the run; nobody else holds it any more. */
export function spoolLine(number: u64, line: HeldLine): void {
  const kind = line.kind;
  if (kind !== null && kind.lists !== 0 && hold(kind)) {
    room(HEADER_BYTES + line.length);
    writeHeader(number, line.ordinal, kind, line.listsAt, line.length);
    part.copy(line.bytes, line.length);
  } else {
    const lists: usize = kind === null ? 0 : kind.lists;
    const listsLength = lists === 0 ? 0 : load<i32>(lists);
    const listsAt = lists === 0 ? 0 : line.listsAt;
    room(HEADER_BYTES + line.length + listsLength);
    writeHeader(number, line.ordinal, null, 0, line.length + listsLength);
    part.copy(line.bytes, listsAt);
    part.copy(lists + 4, listsLength);
    part.copy(line.bytes + listsAt, line.length - listsAt);
  }
  dropLine(line);
}

/** The run is written. */
export function endRun(): void {
  add(0);
  let level = 0;
  while (countOf(level) >= RUNS_PER_LEVEL) merge(level++);
  first = firstOf(ANY_LEVEL);
}

/** Whether the spool may refer to this kind; it does then. */
function hold(kind: Entry): bool {
  if (kind.spooled === 0 && kinds === MAX_KINDS) return false;
  if (kind.spooled++ === 0) kinds++;
  kind.references++;
  return true;
}

function letGo(kind: Entry): void {
  if (--kind.spooled === 0) kinds--;
  release(kind);
}

function writeHeader(number: u64, ordinal: f64, kind: Entry | null, listsAt: i32, length: i32): void {
  const at = part.at;
  store<u64>(at, number);
  store<f64>(at, ordinal, ORDINAL);
  store<usize>(at, changetype<usize>(kind), KIND);
  store<i32>(at, listsAt, LISTS_AT);
  store<i32>(at, length, LENGTH);
  part.at += HEADER_BYTES;
}

/** Makes room for a line, by writing those before it to the spool once they are enough. */
function room(bytes: usize): void {
  if (part.at - part.start >= PART_BYTES) append();
  if (part.at + bytes <= part.start + partCapacity) return;
  append();
  if (bytes <= partCapacity) return;
  heap.free(part.start);
  partCapacity = bytes;
  part.start = part.at = heap.alloc(bytes);
}

function append(): void {
  const bytes = part.at - part.start;
  if (bytes === 0) return;
  const offset = spoolAppend(part.start, part.at);
  if (runAt < 0) runAt = offset;
  runEnd = offset + <f64>bytes;
  part.at = part.start;
}

/** Adds the run that was written, if there is a line in it. */
function add(level: i32): void {
  append();
  if (runAt < 0) return;
  const run = changetype<Run>(heap.alloc(offsetof<Run>()));
  run.level = level;
  run.next = runs;
  run.offset = runAt;
  run.end = runEnd;
  run.window = heap.alloc(WINDOW_BYTES);
  run.capacity = WINDOW_BYTES;
  run.at = run.limit = run.window;
  runs = run;
  run.fill();
}

/** Makes one run of the next level of all runs of this one. */
function merge(level: i32): void {
  beginRun();
  for (let run = firstOf(level); run !== null; run = firstOf(level)) {
    const bytes = run.lineBytes;
    room(bytes);
    part.copy(run.at, bytes);
    run.advance();
    if (run.isOver) drop(run);
  }
  add(level + 1);
}

/** The run of this level whose line at hand has the lowest number; null when there is none. */
function firstOf(level: i32): Run | null {
  let lowest: Run | null = null;
  let run = runs;
  while (run !== null) {
    const isAsked = level === ANY_LEVEL || run.level === level;
    if (isAsked && (lowest === null || run.number < lowest.number)) lowest = run;
    run = run.next;
  }
  return lowest;
}

function countOf(level: i32): i32 {
  let count = 0;
  let run = runs;
  while (run !== null) {
    if (run.level === level) count++;
    run = run.next;
  }
  return count;
}

function drop(run: Run): void {
  if (runs === run) runs = run.next;
  else {
    let before = runs as Run;
    while (before.next !== run) before = before.next as Run;
    before.next = run.next;
  }
  heap.free(run.window);
  heap.free(changetype<usize>(run));
}
