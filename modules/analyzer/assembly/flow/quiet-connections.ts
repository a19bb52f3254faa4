/**
 * Connections that were ended or never mattered: their stray packets are to be recognised for a while.
 *
 * On a busy balancer there are ten times as many of them as of open connections. Each is 64 bytes in a table of
 * their own, so that what is asked for at every packet stays small, and an entry of a queue.
 */
import { KeyRow } from "./key-row";
import { KeyTable } from "./key-table";
import { limits } from "./limits";
import { segment } from "./segment";

@unmanaged
export class QuietConnection extends KeyRow {
  /** Sequence number of its SYN, if that was seen. */
  syn: i32 = 0;
  hasSyn: bool = false;
  /** Since when it is quiet; not a number once it was forgotten. */
  sinceUs: f64 = 0;
}

@unmanaged
class QueueEntry {
  connection: QuietConnection | null = null;
  sinceUs: f64 = 0;
}

const FIRST_CAPACITY = 256;
const ENTRY_BYTES = offsetof<QueueEntry>();
const QUIET_BYTES: usize = (offsetof<QuietConnection>() + 7) & ~7;

const table = new KeyTable(QUIET_BYTES);

/** In the order in which they were added, from `head` on. The capacity is a power of two. */
let queue = heap.alloc(<usize>FIRST_CAPACITY * ENTRY_BYTES);
let capacity = FIRST_CAPACITY;
let head = 0;
let size = 0;

/** Entries of the queue, those included that were forgotten since. */
export function quietCount(): i32 {
  return size;
}

/** Since when the connection is quiet that was added first; infinite when there is none. */
export function oldestQuietUs(): f64 {
  return size === 0 ? Infinity : entry(head).sinceUs;
}

/** The one that the segment at hand belongs to; null where there is none, or none any more at its time. */
export function findQuiet(): QuietConnection | null {
  const found = changetype<QuietConnection | null>(table.find());
  if (found === null || segment.timeUs - found.sinceUs <= limits.lingerUs) return found;
  forgetQuiet(found);
  return null;
}

/** Adds the connection in a row of another table. */
export function addQuiet(key: KeyRow, hasSyn: bool, syn: i32, sinceUs: f64): void {
  const added = changetype<QuietConnection>(table.add(key));
  added.hasSyn = hasSyn;
  added.syn = syn;
  added.sinceUs = sinceUs;
  if (size === capacity) grow();
  const last = entry((head + size++) & (capacity - 1));
  last.connection = added;
  last.sinceUs = sinceUs;
}

/** Forgets all of them. */
export function resetQuiet(): void {
  while (size > 0) forgetOldestQuiet();
  table.reset();
}

/** Its ports are used again. */
export function forgetQuiet(connection: QuietConnection): void {
  // No entry of the queue has this time.
  connection.sinceUs = NaN;
  table.remove(connection);
  table.free(connection);
}

/** Forgets the one that was added first, unless it was forgotten since. */
export function forgetOldestQuiet(): void {
  const oldest = entry(head);
  const connection = oldest.connection;
  head = (head + 1) & (capacity - 1);
  size--;
  if (connection !== null && connection.sinceUs === oldest.sinceUs) forgetQuiet(connection);
}

function entry(index: i32): QueueEntry {
  return changetype<QueueEntry>(queue + <usize>index * ENTRY_BYTES);
}

function grow(): void {
  const grown = heap.alloc(2 * <usize>capacity * ENTRY_BYTES);
  const toEnd = <usize>(capacity - head) * ENTRY_BYTES;
  memory.copy(grown, queue + <usize>head * ENTRY_BYTES, toEnd);
  memory.copy(grown + toEnd, queue, <usize>head * ENTRY_BYTES);
  heap.free(queue);
  queue = grown;
  capacity *= 2;
  head = 0;
}
