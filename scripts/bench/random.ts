const POOL_BYTES = 1 << 20;

/** Pseudo-random numbers from a seed, so that a capture can be made again byte for byte (sfc32 by Chris Doty-Humphrey). */
export class Random {
  #a: number;
  #b = 0x9e3779b9;
  #c = 0x243f6a88;
  #counter = 1;
  readonly #pool: Uint8Array;

  constructor(seed: number) {
    this.#a = seed | 0;
    for (let i = 0; i < 12; i++) this.#next();
    this.#pool = Uint8Array.from({ length: POOL_BYTES }, () => this.#next() & 0xff);
  }

  /** From 0 to below 1. */
  fraction(): number {
    return this.#next() / 2 ** 32;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** `list` must not be empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** One of `list`, of which the first are met far more often than the last: Zipf's law, as for names and clients. */
  pickLongTail<T>(list: readonly T[]): T {
    return list[Math.floor((list.length + 1) ** this.fraction()) - 1] as T;
  }

  /** Waiting time between events that do not know of each other. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.fraction());
  }

  shuffled<T>(list: readonly T[]): T[] {
    const result = [...list];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [result[i], result[j]] = [result[j] as T, result[i] as T];
    }
    return result;
  }

  /**
   * Bytes that do not compress. Borrowed, and never to be written to: windows of one pool, since filling gigabytes of
   * application data one by one would take longer than all that is measured.
   */
  bytes(length: number): Uint8Array {
    const start = this.below(POOL_BYTES - length);
    return this.#pool.subarray(start, start + length);
  }

  #next(): number {
    const t = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + t) | 0;
    return t >>> 0;
  }
}
