/** Copies of the segments of all connections that came before their turn, and how much of them there is. */
import { HalfStream, PendingSegment } from "./half-stream";
import { limits } from "./limits";
import { segment } from "./segment";

let totalBytes: f64 = 0;

/** Room for a full segment. They come and go all the time, and are given the same memory again and again. */
const PIECE_BYTES: usize = 2048;
/** More than wait at a time unless something is wrong. */
const MAX_SPARE_PIECES = 512;

/** Pieces that are not in use, each referring to the next. */
let spare: PendingSegment | null = null;
let spareCount = 0;

/** Holds the segment at hand, whose `length` bytes of payload, as sent, begin at `sequence`. */
export function hold(half: HalfStream, sequence: i32, length: i32): void {
  const held = <i32>(segment.end - segment.start);
  const copy = newSegment(held);
  copy.next = null;
  copy.sequence = sequence;
  copy.length = length;
  copy.held = held;
  copy.acknowledgment = segment.acknowledgment;
  copy.flags = segment.flags;
  copy.timeUs = segment.timeUs;
  memory.copy(copy.bytes, segment.start, held);
  const last = half.lastPending;
  if (last === null) half.pending = copy;
  else last.next = copy;
  half.lastPending = copy;
  half.pendingCount++;
  half.pendingBytes += held;
  totalBytes += held;
}

export function isOverLimit(half: HalfStream): bool {
  return (
    half.pendingBytes > limits.maxPendingBytes ||
    half.pendingCount > limits.maxPendingSegments ||
    totalBytes > limits.maxPendingBytesTotal
  );
}

/** Takes a segment out, whose forerunner is `previous`. It stays in memory until it is freed, as those of `takeOutAll` do. */
export function takeOut(half: HalfStream, taken: PendingSegment, previous: PendingSegment | null): void {
  if (previous === null) half.pending = taken.next;
  else previous.next = taken.next;
  if (taken.next === null) half.lastPending = previous;
  half.pendingCount--;
  half.pendingBytes -= taken.held;
  totalBytes -= taken.held;
}

/** The first of all segments, linked by `next`. */
export function takeOutAll(half: HalfStream): PendingSegment | null {
  const first = half.pending;
  totalBytes -= half.pendingBytes;
  half.pendingBytes = 0;
  half.pendingCount = 0;
  half.pending = null;
  half.lastPending = null;
  return first;
}

/** Gives back a segment that was taken out. */
export function freeSegment(taken: PendingSegment): void {
  if (spareCount === MAX_SPARE_PIECES || !isPiece(taken.held)) {
    heap.free(changetype<usize>(taken));
    return;
  }
  taken.next = spare;
  spare = taken;
  spareCount++;
}

function newSegment(held: i32): PendingSegment {
  if (!isPiece(held)) return changetype<PendingSegment>(heap.alloc(offsetof<PendingSegment>() + held));
  const piece = spare;
  if (piece === null) return changetype<PendingSegment>(heap.alloc(PIECE_BYTES));
  spare = piece.next;
  spareCount--;
  return piece;
}

/** Short segments would waste most of a piece. */
function isPiece(held: i32): bool {
  const bytes = offsetof<PendingSegment>() + <usize>held;
  return bytes <= PIECE_BYTES && bytes > PIECE_BYTES / 2;
}
