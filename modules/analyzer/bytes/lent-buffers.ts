/** Buffers kept for further use; most are given back within milliseconds. */
const MAX_SPARE = 256;

/**
 * Lends buffers for bytes that have to be held for a while: a new one takes a microsecond to make, and as much again to
 * be collected.
 */
export class LentBuffers {
  readonly #bufferBytes: number;
  readonly #spare: Uint8Array[] = [];

  /** `bufferBytes`: for how much there is room in a buffer that is used again. */
  constructor(bufferBytes: number) {
    this.#bufferBytes = bufferBytes;
  }

  /** A buffer of at least `length` bytes, whose content means nothing. */
  take(length: number): Uint8Array {
    // What needs a quarter of a buffer at most would hold up to the rest of it for nothing.
    if (length > this.#bufferBytes || length * 4 < this.#bufferBytes) return new Uint8Array(length);
    return this.#spare.pop() ?? new Uint8Array(this.#bufferBytes);
  }

  giveBack(buffer: Uint8Array): void {
    if (buffer.length === this.#bufferBytes && this.#spare.length < MAX_SPARE) this.#spare.push(buffer);
  }
}
