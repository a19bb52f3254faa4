import { areEqual } from "./compare";
import { releaseText, SharedText } from "./shared-text";

/**
 * Remembers byte strings met before, so that equal ones are one entry: what is made of it outside is made once.
 *
 * A string may lie in any of four neighbouring slots, and a newcomer pushes out the oldest of them: memory is bounded
 * without any bookkeeping of age. An entry lives as long as a slot or a connection refers to it.
 */

/** One byte string. Its bytes follow. */
@unmanaged
export class Entry {
  /** Told apart from all others of its memo, before and after it, by this number. */
  serial: i32 = 0;
  length: i32 = 0;
  hash: i32 = 0;
  references: i32 = 0;
  /** What it is in words; null until somebody asks. Of which detail it speaks. */
  text: SharedText | null = null;
  detail: i32 = 0;
  /** Where what it is is told in two places, the other text, likewise. */
  lists: SharedText | null = null;
  /** Lines in the spool that refer to it, which are some of `references`. */
  spooled: i32 = 0;

  @inline
  get bytes(): usize {
    return changetype<usize>(this) + offsetof<Entry>();
  }
}

/** Hashed of the beginning of a long string, and of its end: what was found is compared anyhow. */
const HASHED_BYTES: usize = 128;

/** Slots that a string may lie in; a power of two. */
const NEIGHBOURS = 4;

@unmanaged
export class ByteMemo {
  private slots: usize;
  private serials: i32 = 0;

  /** `count` is a power of two, from four on. Strings longer than `maxBytes` are not shared: a hostile peer would fill memory with them. */
  constructor(
    private count: i32,
    private maxBytes: i32,
  ) {
    this.slots = heap.alloc(<usize>count * sizeof<usize>());
    memory.fill(this.slots, 0, <usize>count * sizeof<usize>());
  }

  /** The entry of the bytes, to be given back by `release`. */
  get(start: usize, end: usize): Entry {
    const length = <i32>(end - start);
    if (length > this.maxBytes) return this.newEntry(start, length, 0);
    const hash = hashOf(start, end);
    const first = this.slots + <usize>(hash & (this.count - NEIGHBOURS)) * sizeof<usize>();
    const last = first + (NEIGHBOURS - 1) * sizeof<usize>();
    for (let slot = first; slot <= last; slot += sizeof<usize>()) {
      const entry = changetype<Entry | null>(load<usize>(slot));
      if (entry !== null && isEqual(entry, hash, start, length)) return retained(entry);
    }
    release(changetype<Entry | null>(load<usize>(last)));
    memory.copy(first + sizeof<usize>(), first, last - first);
    const entry = this.newEntry(start, length, hash);
    store<usize>(first, changetype<usize>(entry));
    return retained(entry);
  }

  /** Forgets all of them. */
  clear(): void {
    for (let i = 0; i < this.count; i++) {
      const slot = this.slots + <usize>i * sizeof<usize>();
      release(changetype<Entry | null>(load<usize>(slot)));
      store<usize>(slot, 0);
    }
  }

  private newEntry(start: usize, length: i32, hash: i32): Entry {
    const entry = changetype<Entry>(heap.alloc(offsetof<Entry>() + length));
    entry.serial = ++this.serials;
    entry.length = length;
    entry.hash = hash;
    entry.references = 1;
    entry.text = null;
    entry.detail = 0;
    entry.lists = null;
    entry.spooled = 0;
    memory.copy(entry.bytes, start, length);
    return entry;
  }
}

/** Somebody does not refer to the entry any more. */
export function release(entry: Entry | null): void {
  if (entry === null || --entry.references > 0) return;
  releaseText(entry.text);
  releaseText(entry.lists);
  heap.free(changetype<usize>(entry));
}

/** Somebody else refers to it from now on. */
export function retained(entry: Entry): Entry {
  entry.references++;
  return entry;
}

function isEqual(entry: Entry, hash: i32, start: usize, length: i32): bool {
  return entry.hash === hash && entry.length === length && areEqual(entry.bytes, start, length);
}

/** Eight bytes a step; slots are chosen by the lower bits, which without the last shifts would hardly see the upper ones. */
function hashOf(start: usize, end: usize): i32 {
  let hash = <u64>(end - start);
  let at = start;
  for (; at + 8 <= end; at += 8) {
    if (at === start + HASHED_BYTES && end - at > HASHED_BYTES) at = end - HASHED_BYTES;
    hash = (hash ^ load<u64>(at)) * MULTIPLIER;
    hash ^= hash >>> 29;
  }
  for (; at < end; at++) hash = (hash ^ load<u8>(at)) * MULTIPLIER;
  hash ^= hash >>> 32;
  return <i32>(hash ^ (hash >>> 16));
}

/** The golden ratio's fraction in as many bits as a number of JavaScript has, since a linter reads this; it is odd. */
const MULTIPLIER: u64 = 0x13_c6ef_372f_e94f;
