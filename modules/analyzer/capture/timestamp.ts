const HIGH_WORD = 2 ** 32;
/** Up to 10^-12 s the division below stays within 53 bits. */
const MAX_EXACT_EXPONENT = 12;
/** The resolution of an interface that does not say: microseconds. */
export const DEFAULT_RESOLUTION = 6;
const BINARY = 0x80;

/**
 * Turns the ticks of a pcapng interface into microseconds since 1970.
 *
 * https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html section 4.2, if_tsresol and if_tsoffset.
 */
export class TickClock {
  readonly #resolution: number;
  readonly #offsetUs: number;
  readonly #ticksPerUs: number;
  readonly #usPerTick: number;

  /** @param resolution the byte of if_tsresol: a negative power of 10, or of 2 when its highest bit is set */
  constructor(resolution: number = DEFAULT_RESOLUTION, offsetSeconds = 0) {
    this.#resolution = resolution;
    this.#offsetUs = offsetSeconds * 1e6;
    const isExact = resolution <= MAX_EXACT_EXPONENT;
    this.#ticksPerUs = isExact ? 10 ** Math.max(0, resolution - 6) : 0;
    this.#usPerTick = isExact ? 10 ** Math.max(0, 6 - resolution) : 0;
  }

  /** Cuts off what is finer than a microsecond; clamps to what {@link Packet} promises. */
  microseconds(high: number, low: number): number {
    const us = this.#ticksPerUs === 0 ? this.#bigMicroseconds(high, low) : this.#decimalMicroseconds(high, low);
    return Math.min(Math.max(us + this.#offsetUs, 0), Number.MAX_SAFE_INTEGER);
  }

  // Long division by words: 64 bits of nanoseconds do not fit a number, and a BigInt per packet costs an allocation.
  #decimalMicroseconds(high: number, low: number): number {
    const upper = Math.floor(high / this.#ticksPerUs);
    const rest = (high - upper * this.#ticksPerUs) * HIGH_WORD + low;
    return (upper * HIGH_WORD + Math.floor(rest / this.#ticksPerUs)) * this.#usPerTick;
  }

  // Powers of 2 and decimals beyond picoseconds are rare enough to be slow.
  #bigMicroseconds(high: number, low: number): number {
    const ticks = (BigInt(high) << 32n) | BigInt(low);
    const exponent = BigInt(this.#resolution & ~BINARY);
    if ((this.#resolution & BINARY) !== 0) return Number((ticks * 1_000_000n) >> exponent);
    return Number(ticks / 10n ** (exponent - 6n));
  }
}
