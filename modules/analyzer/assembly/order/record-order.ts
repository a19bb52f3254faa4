/**
 * Puts records, which are finished in any order, into the order in which their connections began.
 *
 * One connection that stays open all day keeps millions behind it waiting. As many of them as the limit allows wait in
 * memory, and all of those go to the spool, sorted, when there are more: memory grows with the connections open, and
 * hardly with those waiting.
 */
import { tell } from "./delivery";
import { dropLine, HeldLine } from "./held-line";
import { firstOpenNumber, Place, removePlace } from "./places";
import { beginRun, endRun, firstSpooledNumber, spoolLine, tellSpooled } from "./spooled-runs";
import { addWaiting, firstWaitingNumber, takeWaiting, waitingCount } from "./waiting-lines";

let isOrdered = true;
/** Without a spool all that waits is held in memory. */
let maxHeld: f64 = Infinity;

/** `ordered`: whether a record waits for those of connections that began earlier. */
export function configureOrder(ordered: bool, maxHeldRecords: f64): void {
  isOrdered = ordered;
  maxHeld = maxHeldRecords;
}

/** Fills a place, with nothing if the connection is not reported after all. */
export function fillPlace(place: Place, line: HeldLine | null): void {
  const number = place.number;
  const wasFirst = number === firstOpenNumber();
  if (line !== null) line.ordinal = place.ordinal;
  removePlace(place);
  if (!isOrdered) {
    if (line !== null) tellHeld(line);
    return;
  }
  if (line !== null) addWaiting(number, line);
  if (wasFirst) release(firstOpenNumber());
  else if (<f64>waitingCount() > maxHeld) spill();
}

/** Tells what was taken before place `limit`, the first that is still open. */
function release(limit: u64): void {
  for (;;) {
    const spooled = firstSpooledNumber();
    const waiting = firstWaitingNumber();
    if (waiting >= limit && spooled >= limit) return;
    if (spooled < waiting) tellSpooled();
    else tellHeld(takeWaiting());
  }
}

function spill(): void {
  beginRun();
  while (waitingCount() > 0) {
    const number = firstWaitingNumber();
    spoolLine(number, takeWaiting());
  }
  endRun();
}

function tellHeld(line: HeldLine): void {
  tell(line.ordinal, line.bytes, line.length, line.kind, line.listsAt);
  dropLine(line);
}
