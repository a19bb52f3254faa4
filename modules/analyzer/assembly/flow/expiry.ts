/**
 * What time brings about: closed connections end when stragglers have had their time, silent ones are given up, and ended
 * ones are forgotten.
 */
import { NEVER_US } from "../side";
import { latestPacketUs, noteDue, resetClock, setDue, turnClock } from "./clock";
import { peekClosing, pushClosing, shiftClosing } from "./closing-queue";
import { Connection, ConnectionEnd } from "./connection";
import { connectionAt, connectionCount, releaseConnection, resetConnections, rowLimit } from "./connections";
import { endConnection } from "./ending";
import { limits } from "./limits";
import { patienceUs } from "./patience";
import { forgetOldestQuiet, oldestQuietUs, resetQuiet } from "./quiet-connections";

/** Idle connections are looked for after so much packet time, and not before so many packets. */
const SWEEP_US: f64 = 5e6;
const SWEEP_PACKETS = 4096;

/** Share of the connections, the ones idle for longest, that are dropped when there are too many. */
const EVICTED_SHARE: f64 = 0.0625;

/** The packet count keeps the cost of sweeps per packet constant. */
let packetsSinceSweep = 0;
let sweptUs = NEVER_US;

export function countPacket(): void {
  packetsSinceSweep++;
}

/** Time has come as far as this. */
export function passTime(timeUs: f64): void {
  if (turnClock(timeUs)) advance();
}

/** Ends a connection, which has been closed, once stragglers have had their time. */
export function endLater(connection: Connection): void {
  connection.queuedToClose = true;
  connection.references++;
  pushClosing(connection);
  noteDue(connection.closingSinceUs + limits.reorderUs);
}

/** Gives up what was silent for too long. */
export function endOverdue(): void {
  sweptUs = latestPacketUs();
  packetsSinceSweep = 0;
  for (let row = 0; row < rowLimit(); row++) {
    const connection = connectionAt(row);
    if (connection.open && isOverdue(connection)) endConnection(connection, ConnectionEnd.TIMEOUT);
  }
}

/** The capture is over: ends what is left. */
export function endAll(): void {
  for (let row = 0; row < rowLimit(); row++) {
    const connection = connectionAt(row);
    if (!connection.open) continue;
    if (connection.closingSinceUs >= 0) endConnection(connection, ConnectionEnd.CLOSED);
    else endConnection(connection, isOverdue(connection) ? ConnectionEnd.TIMEOUT : ConnectionEnd.CAPTURE_END);
  }
}

/** Starts over, after `endAll`: nothing is remembered of any connection. */
export function resetExpiry(): void {
  for (let next = peekClosing(); next !== null; next = peekClosing()) {
    shiftClosing();
    releaseConnection(next);
  }
  resetQuiet();
  resetConnections();
  packetsSinceSweep = 0;
  sweptUs = NEVER_US;
  resetClock();
}

/** Drops a part of the connections, the ones idle for longest. */
export function evict(): void {
  const lastSeen = heap.alloc(<usize>connectionCount() * sizeof<f64>());
  let count = 0;
  for (let row = 0; row < rowLimit(); row++) {
    const connection = connectionAt(row);
    if (connection.open) setNumber(lastSeen, count++, connection.lastUs);
  }
  let left = <i32>Math.ceil(<f64>count * EVICTED_SHARE);
  const threshold = left === 0 ? latestPacketUs() : nthSmallest(lastSeen, count, left - 1);
  heap.free(lastSeen);
  for (let row = 0; row < rowLimit() && left > 0; row++) {
    const connection = connectionAt(row);
    if (!connection.open || connection.lastUs > threshold) continue;
    endConnection(connection, ConnectionEnd.EVICTED);
    left--;
  }
}

/** The number that would stand at `index` if they were sorted: Hoare's selection, which leaves them in another order. */
function nthSmallest(numbers: usize, count: i32, index: i32): f64 {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = numberAt(numbers, (low + high) >> 1);
    let left = low;
    let right = high;
    while (left <= right) {
      while (numberAt(numbers, left) < pivot) left++;
      while (numberAt(numbers, right) > pivot) right--;
      if (left > right) break;
      const moved = numberAt(numbers, left);
      setNumber(numbers, left++, numberAt(numbers, right));
      setNumber(numbers, right--, moved);
    }
    if (index <= right) high = right;
    else if (index >= left) low = left;
    else break;
  }
  return numberAt(numbers, index);
}

function numberAt(numbers: usize, index: i32): f64 {
  return load<f64>(numbers + <usize>index * sizeof<f64>());
}

function setNumber(numbers: usize, index: i32, value: f64): void {
  store<f64>(numbers + <usize>index * sizeof<f64>(), value);
}

function isOverdue(connection: Connection): bool {
  return latestPacketUs() - connection.lastUs > patienceUs(connection);
}

function advance(): void {
  const closedBefore = latestPacketUs() - limits.reorderUs;
  for (let next = peekClosing(); next !== null; next = peekClosing()) {
    if (next.closingSinceUs >= closedBefore) break;
    shiftClosing();
    next.queuedToClose = false;
    if (next.open) endConnection(next, ConnectionEnd.CLOSED);
    releaseConnection(next);
  }
  const quietBefore = latestPacketUs() - limits.lingerUs;
  while (oldestQuietUs() < quietBefore) forgetOldestQuiet();
  if (latestPacketUs() - sweptUs > SWEEP_US) sweep();
  const closing = peekClosing();
  const closingDueUs = closing === null ? Infinity : closing.closingSinceUs + limits.reorderUs;
  setDue(min(min(closingDueUs, oldestQuietUs() + limits.lingerUs), sweptUs + SWEEP_US));
}

function sweep(): void {
  if (packetsSinceSweep >= max(SWEEP_PACKETS, rowLimit() / 4)) endOverdue();
}
