/** Lays open how lines are held and brought into order. */
import { Entry, release } from "../../modules/analyzer/assembly/bytes/byte-memo";
import { holdLine } from "../../modules/analyzer/assembly/order/held-line";
import { Place, takePlace } from "../../modules/analyzer/assembly/order/places";
import { fillPlace } from "../../modules/analyzer/assembly/order/record-order";

export { deliver, setNumbered } from "../../modules/analyzer/assembly/order/delivery";
export { configureOrder } from "../../modules/analyzer/assembly/order/record-order";
export { resetPlaces } from "../../modules/analyzer/assembly/order/places";

export function allocate(bytes: i32): usize {
  return heap.alloc(bytes);
}

export function free(address: usize): void {
  heap.free(address);
}

export function take(ordinal: f64): usize {
  return changetype<usize>(takePlace(ordinal));
}

/** Fills a place with the line that lies at `start`; `kind` is 0 where it has no lists. */
export function fill(place: usize, start: usize, length: i32, kind: usize, listsAt: i32): void {
  fillPlace(changetype<Place>(place), holdLine(start, length, changetype<Entry | null>(kind), listsAt));
}

export function fillWithNothing(place: usize): void {
  fillPlace(changetype<Place>(place), null);
}

/** A kind of clients with these lists, `length` bytes at `start`. */
export function newKind(start: usize, length: i32): usize {
  const kind = changetype<Entry>(heap.alloc(offsetof<Entry>()));
  memory.fill(changetype<usize>(kind), 0, offsetof<Entry>());
  kind.references = 1;
  kind.lists = heap.alloc(4 + length);
  store<i32>(kind.lists, length);
  memory.copy(kind.lists + 4, start, length);
  return changetype<usize>(kind);
}

/** Nobody makes lines of this kind any more. */
export function releaseKind(kind: usize): void {
  release(changetype<Entry>(kind));
}
