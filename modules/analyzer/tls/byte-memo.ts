import { i32, u8 } from "../bytes/big-endian";

/** Longer keys are not kept: no honest client sends them often, and they would let a hostile one fill memory. */
const MAX_KEY_BYTES = 512;

interface Entry<T> {
  readonly hash: number;
  readonly key: Buffer;
  readonly value: T;
}

/**
 * Remembers what was made of byte strings met before, so that equal bytes yield the same shared value at the cost of one
 * comparison and no allocation.
 *
 * A key may lie in two neighbouring slots, and a newcomer pushes out the older of the two: memory is bounded without any
 * bookkeeping of age, and two keys that share a slot do not take turns in evicting each other.
 */
export class ByteMemo<T> {
  readonly #slots: (Entry<T> | undefined)[];
  readonly #make: (bytes: Uint8Array, start: number, end: number) => T;
  readonly #maxKeyBytes: number;

  /** `slots` is a power of two. `make` borrows its bytes and must copy what it keeps. */
  constructor(slots: number, make: (bytes: Uint8Array, start: number, end: number) => T, maxKeyBytes = MAX_KEY_BYTES) {
    this.#maxKeyBytes = maxKeyBytes;
    this.#slots = new Array<Entry<T> | undefined>(slots).fill(undefined);
    this.#make = make;
  }

  /** What `make` returns for `bytes[start, end)`. */
  get(bytes: Uint8Array, start: number, end: number): T {
    if (end - start > this.#maxKeyBytes) return this.#make(bytes, start, end);
    const hash = hashOf(bytes, start, end);
    const slot = hash & (this.#slots.length - 1);
    const newer = this.#slots[slot];
    if (newer !== undefined && isKey(newer, hash, bytes, start, end)) return newer.value;
    const older = this.#slots[slot ^ 1];
    if (older !== undefined && isKey(older, hash, bytes, start, end)) return older.value;

    const value = this.#make(bytes, start, end);
    this.#slots[slot ^ 1] = newer;
    this.#slots[slot] = { hash, key: Buffer.from(bytes.subarray(start, end)), value };
    return value;
  }
}

/**
 * Of a long key the first and the last bytes, since what was found is compared anyhow. Four bytes a step; slots are chosen by the lower bits, which
 * without the last shifts would hardly see the upper ones.
 */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    if (at === start + HASHED_BYTES && end - at > HASHED_BYTES) at = end - HASHED_BYTES;
    hash = Math.imul(hash ^ i32(bytes, at), 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = Math.imul(hash ^ u8(bytes, at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}

/** Hashed of the beginning of a long key, and of its end. */
const HASHED_BYTES = 128;

/** From so many bytes on Node's own comparison is faster, in spite of the call. */
const MANY_BYTES = 64;

/** The hash decides for nearly every other key, before its bytes are fetched from wherever they lie. */
function isKey<T>(entry: Entry<T>, hash: number, bytes: Uint8Array, start: number, end: number): boolean {
  const { key } = entry;
  if (entry.hash !== hash || key.length !== end - start) return false;
  if (key.length >= MANY_BYTES) return key.compare(bytes, start, end) === 0;
  for (let at = 0; at < key.length; at++) if (u8(key, at) !== u8(bytes, start + at)) return false;
  return true;
}
