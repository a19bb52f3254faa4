/** The engine's memory. */
export interface EngineMemory {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
}

/** Words of a byte string in the engine's memory: `Entry` of `assembly/bytes/byte-memo.ts`. */
const SERIAL = 0;
const LENGTH = 1;
export const HEADER_BYTES = 32;

/**
 * What is made of byte strings that the engine met, once for each: it tells equal ones by one number.
 *
 * As many are remembered as there are places, by the lower bits of that number, which grows: those in use are mostly
 * neighbours.
 */
export class MadeOnce<T> {
  readonly #engine: EngineMemory;
  readonly #make: (bytes: Uint8Array, start: number, end: number) => T;
  readonly #serials: Int32Array;
  readonly #values: T[] = [];

  /** `places` is a power of two. `make` borrows its bytes. */
  constructor(engine: EngineMemory, places: number, make: (bytes: Uint8Array, start: number, end: number) => T) {
    this.#engine = engine;
    this.#make = make;
    this.#serials = new Int32Array(places);
  }

  /** What is made of the byte string at `address`. */
  get(address: number): T {
    const { words } = this.#engine;
    const at = address / Int32Array.BYTES_PER_ELEMENT;
    const serial = words[at + SERIAL] ?? 0;
    const place = serial & (this.#serials.length - 1);
    const known = this.#values[place];
    if (known !== undefined && this.#serials[place] === serial) return known;
    const start = address + HEADER_BYTES;
    const made = this.#make(this.#engine.bytes, start, start + (words[at + LENGTH] ?? 0));
    this.#serials[place] = serial;
    this.#values[place] = made;
    return made;
  }
}
