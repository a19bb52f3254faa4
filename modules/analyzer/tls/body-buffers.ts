/** Room for all but the longest certificate chains. */
const BUFFER_BYTES = 8 * 1024;

/** At any moment few messages have arrived half; most buffers are given back within milliseconds. */
const MAX_SPARE_BUFFERS = 256;

/** Lends buffers for what is put together from pieces: a new one takes a microsecond, and as much again to be collected. */
export class BodyBuffers {
  readonly #spare: Uint8Array[] = [];

  /** A buffer of at least `length` bytes, whose content means nothing. */
  take(length: number): Uint8Array {
    if (length > BUFFER_BYTES) return new Uint8Array(length);
    return this.#spare.pop() ?? new Uint8Array(BUFFER_BYTES);
  }

  giveBack(buffer: Uint8Array): void {
    if (buffer.length === BUFFER_BYTES && this.#spare.length < MAX_SPARE_BUFFERS) this.#spare.push(buffer);
  }
}
