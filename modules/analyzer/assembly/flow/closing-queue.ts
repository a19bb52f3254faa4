/** Connections that are closed and wait for stragglers, in the order in which they were closed: first in, first out. */
import { Connection } from "./connection";

let items = heap.alloc(256 * sizeof<usize>());
/** A power of two. */
let capacity = 256;
let head = 0;
let size = 0;

export function pushClosing(connection: Connection): void {
  if (size === capacity) grow();
  store<usize>(items + slot(size++), changetype<usize>(connection));
}

/** The first, or null. */
export function peekClosing(): Connection | null {
  return size === 0 ? null : changetype<Connection>(load<usize>(items + slot(0)));
}

/** Takes the first away. */
export function shiftClosing(): void {
  head = (head + 1) & (capacity - 1);
  size--;
}

function slot(index: i32): usize {
  return <usize>((head + index) & (capacity - 1)) * sizeof<usize>();
}

function grow(): void {
  const grown = heap.alloc(2 * <usize>capacity * sizeof<usize>());
  for (let index = 0; index < size; index++) {
    store<usize>(grown + <usize>index * sizeof<usize>(), load<usize>(items + slot(index)));
  }
  heap.free(items);
  items = grown;
  capacity *= 2;
  head = 0;
}
