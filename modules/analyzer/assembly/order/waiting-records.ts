/** Records in memory whose turn has not come, by the numbers of their places: a binary heap, the lowest number first. */
import { HeldRecord } from "../report/held-record";
import { NO_PLACE } from "./places";

/** What is in a slot: a number, and a record. */
const RECORD: usize = 8;
const SLOT_BYTES: usize = 16;

let capacity = 1024;
let slots = heap.alloc(<usize>capacity * SLOT_BYTES);
let size = 0;

export function waitingCount(): i32 {
  return size;
}

/** The lowest number. */
export function firstWaitingNumber(): u64 {
  return size === 0 ? NO_PLACE : numberIn(0);
}

export function addWaiting(number: u64, record: HeldRecord): void {
  if (size === capacity) grow();
  let at = size++;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (numberIn(parent) < number) break;
    move(parent, at);
    at = parent;
  }
  put(at, number, record);
}

/** Takes out the record with the lowest number. There must be one. */
export function takeWaiting(): HeldRecord {
  const first = recordIn(0);
  const number = numberIn(--size);
  const record = recordIn(size);
  let at = 0;
  for (let child = 1; child < size; child = 2 * at + 1) {
    if (child + 1 < size && numberIn(child + 1) < numberIn(child)) child++;
    if (number < numberIn(child)) break;
    move(child, at);
    at = child;
  }
  put(at, number, record);
  return first;
}

function numberIn(slot: i32): u64 {
  return load<u64>(slots + <usize>slot * SLOT_BYTES);
}

function recordIn(slot: i32): HeldRecord {
  return changetype<HeldRecord>(load<usize>(slots + <usize>slot * SLOT_BYTES, RECORD));
}

function put(slot: i32, number: u64, record: HeldRecord): void {
  store<u64>(slots + <usize>slot * SLOT_BYTES, number);
  store<usize>(slots + <usize>slot * SLOT_BYTES, changetype<usize>(record), RECORD);
}

function move(from: i32, to: i32): void {
  put(to, numberIn(from), recordIn(from));
}

function grow(): void {
  slots = heap.realloc(slots, 2 * <usize>capacity * SLOT_BYTES);
  capacity *= 2;
}
