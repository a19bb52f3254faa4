/** Lays open how records are held and brought into order. */
import { Entry, release, retained } from "../../modules/analyzer/assembly/bytes/byte-memo";
import { newText } from "../../modules/analyzer/assembly/bytes/shared-text";
import { Place, takePlace } from "../../modules/analyzer/assembly/order/places";
import { fillPlace } from "../../modules/analyzer/assembly/order/record-order";
import { newRecord } from "../../modules/analyzer/assembly/report/held-record";

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

/** Fills a place with a record whose line lies at `start`; `kind` is 0 where it has no lists. See `raw-lines.ts`. */
export function fill(place: usize, start: usize, length: i32, kind: usize, listsAt: i32): void {
  const record = newRecord();
  record.judgement = newText(start, length);
  record.packets = listsAt;
  record.hello = kind === 0 ? null : retained(changetype<Entry>(kind));
  record.serverName = null;
  record.serverHello = null;
  record.certificate = null;
  fillPlace(changetype<Place>(place), record);
}

export function fillWithNothing(place: usize): void {
  fillPlace(changetype<Place>(place), null);
}

/** A kind of clients with these lists, `length` bytes at `start`. */
export function newKind(start: usize, length: i32): usize {
  const kind = changetype<Entry>(heap.alloc(offsetof<Entry>()));
  memory.fill(changetype<usize>(kind), 0, offsetof<Entry>());
  kind.references = 1;
  kind.lists = newText(start, length);
  return changetype<usize>(kind);
}

/** Nobody makes lines of this kind any more. */
export function releaseKind(kind: usize): void {
  release(changetype<Entry>(kind));
}
