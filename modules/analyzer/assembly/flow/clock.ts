/** Time, which is that of the packets, and when it brings something about. */
import { NEVER_US } from "../side";

let latestUs = NEVER_US;
/** Nothing is due before, so that most packets need no look at the queues. */
let nextDueUs = NEVER_US;

/** Time of the latest packet. */
export function latestPacketUs(): f64 {
  return latestUs;
}

/** Time has come as far as this. Whether something is due. */
export function turnClock(timeUs: f64): bool {
  if (timeUs <= latestUs) return false;
  latestUs = timeUs;
  return timeUs > nextDueUs;
}

/** No packet has come. */
export function resetClock(): void {
  latestUs = NEVER_US;
  nextDueUs = NEVER_US;
}

/** Something will be due then. */
export function noteDue(timeUs: f64): void {
  nextDueUs = min(nextDueUs, timeUs);
}

/** All that was due is done, and nothing else is before this time. */
export function setDue(timeUs: f64): void {
  nextDueUs = timeUs;
}
