/**
 * Lines that wait outside of memory, in runs of ascending numbers as in any external merge sort: each line is written once
 * and read once, unless there are so many runs that some are merged meanwhile.
 */
import { Entry, release } from "../bytes/byte-memo";
import { ByteWriter } from "../bytes/byte-writer";
import { spoolAppend } from "../outside";
import { dropRecord, HeldRecord } from "../report/held-record";
import { lineRoom, listsAt, writeLine } from "../report/line";
import { tellLine } from "./delivery";
import { NO_PLACE } from "./places";
import { freeRun, HEADER_BYTES, newRun, Run, SpooledLine } from "./run";

/** Lines are written in parts of about this size. */
const PART_BYTES: usize = 64 * 1024;

/** So many runs of one level are merged into one of the next: each line is then written once a level. */
const RUNS_PER_LEVEL = 16;

const ANY_LEVEL = -1;

/** Kinds that lines in the spool refer to; the lines of further ones take their lists along. */
const MAX_KINDS = 4096;

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
  return run === null ? NO_PLACE : run.line.number;
}

/** Tells the line with the lowest number, and turns to the next. There must be one. */
export function tellSpooled(): void {
  const run = first as Run;
  const line = run.line;
  const kind = line.kind;
  tellLine(line.ordinal, line.bytes, line.length, kind, line.listsAt);
  if (kind !== null) letGo(kind);
  run.advance();
  if (run.isOver) drop(run);
  first = firstOf(ANY_LEVEL);
}

/** To be called before the lines of a run are written. */
export function beginRun(): void {
  runAt = runEnd = -1;
}

/** Writes the line of the next record of the run; nobody else holds it any more. */
export function spoolRecord(number: u64, record: HeldRecord): void {
  room(HEADER_BYTES + lineRoom(record));
  const line = changetype<SpooledLine>(part.at);
  const hello = record.hello;
  const kind = hello !== null && hold(hello) ? hello : null;
  part.at = writeLine(line.bytes, record, kind === null);
  line.number = number;
  line.ordinal = record.ordinal;
  line.kind = kind;
  line.listsAt = listsAt;
  line.length = <i32>(part.at - line.bytes);
  dropRecord(record);
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
  const run = newRun(level, runAt, runEnd);
  run.next = runs;
  runs = run;
}

/** Makes one run of the next level of all runs of this one. */
function merge(level: i32): void {
  beginRun();
  for (let run = firstOf(level); run !== null; run = firstOf(level)) {
    const bytes = run.line.size;
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
    if (isAsked && (lowest === null || run.line.number < lowest.line.number)) lowest = run;
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
  freeRun(run);
}
