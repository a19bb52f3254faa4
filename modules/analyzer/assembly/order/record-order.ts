/**
 * Puts records, which are finished in any order, into the order in which their connections began.
 *
 * One connection that stays open all day keeps millions behind it waiting. As many of them as the limit allows wait in
 * memory, and all of those go to the spool, sorted, when there are more: memory grows with the connections open, and
 * hardly with those waiting.
 */
import { dropRecord, HeldRecord } from "../report/held-record";
import { tell } from "./delivery";
import { firstOpenNumber, Place, removePlace } from "./places";
import { beginRun, endRun, firstSpooledNumber, spoolRecord, tellSpooled } from "./spooled-runs";
import { addWaiting, firstWaitingNumber, takeWaiting, waitingCount } from "./waiting-records";

let isOrdered = true;
/** Without a spool all that waits is held in memory. */
let maxHeld: f64 = Infinity;

/** `ordered`: whether a record waits for those of connections that began earlier. */
export function configureOrder(ordered: bool, maxHeldRecords: f64): void {
  isOrdered = ordered;
  maxHeld = maxHeldRecords;
}

/** Fills a place, with nothing if the connection is not reported after all. */
export function fillPlace(place: Place, record: HeldRecord | null): void {
  const number = place.number;
  const wasFirst = number === firstOpenNumber();
  if (record !== null) record.ordinal = place.ordinal;
  removePlace(place);
  if (!isOrdered) {
    if (record !== null) tellHeld(record);
    return;
  }
  if (record !== null) addWaiting(number, record);
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
    spoolRecord(number, takeWaiting());
  }
  endRun();
}

function tellHeld(record: HeldRecord): void {
  tell(record);
  dropRecord(record);
}
