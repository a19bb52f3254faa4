/** The places of connections in the output, in the order in which the connections began to be reported. */

/** The place of a connection whose record is still to come, between those taken before and after it. */
@unmanaged
export class Place {
  /** Which place it is, from 0. */
  number: u64;
  /** Number of the packet from which the connection is reported. */
  ordinal: f64;
  previous: Place | null;
  next: Place | null;
}

/** The number of a place that comes after all others. */
export const NO_PLACE: u64 = u64.MAX_VALUE;

let first: Place | null = null;
let last: Place | null = null;
/** Filled ones, to be used again, each referring to the next. */
let spare: Place | null = null;
let taken: u64 = 0;

/** The next place. */
export function takePlace(ordinal: f64): Place {
  const place = unusedPlace();
  const before = last;
  place.number = taken++;
  place.ordinal = ordinal;
  place.previous = before;
  place.next = null;
  if (before === null) first = place;
  else before.next = place;
  last = place;
  return place;
}

function unusedPlace(): Place {
  const place = spare;
  if (place === null) return changetype<Place>(heap.alloc(offsetof<Place>()));
  spare = place.next;
  return place;
}

/** It is filled. */
export function removePlace(place: Place): void {
  const before = place.previous;
  const behind = place.next;
  if (before === null) first = behind;
  else before.next = behind;
  if (behind === null) last = before;
  else behind.previous = before;
  place.next = spare;
  spare = place;
}

/** Number of the first place that is still to be filled. */
export function firstOpenNumber(): u64 {
  const place = first;
  return place === null ? NO_PLACE : place.number;
}

/** Starts over, once all are filled. */
export function resetPlaces(): void {
  taken = 0;
}
