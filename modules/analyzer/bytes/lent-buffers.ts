/** Buffers kept for further use; most are given back within milliseconds. */
const MAX_SPARE = 256;

/**
 * Lends buffers for bytes that have to be held for a while: a new one takes a microsecond to make, and as much again to
 * be collected.
 */
export class LentBuffers {
  readonly #bufferBytes: number;
  readonly #leastBytes: number;
  readonly #spare: Uint8Array[] = [];

  /** What is longer than `bufferBytes`, or shorter than `leastBytes`, gets a buffer of its own, made to measure. */
  constructor(bufferBytes: number, leastBytes: number) {
    this.#bufferBytes = bufferBytes;
    this.#leastBytes = leastBytes;
  }

  /** A buffer of at least `length` bytes, whose content means nothing. */
  take(length: number): Uint8Array {
    if (length > this.#bufferBytes || length < this.#leastBytes) return new Uint8Array(length);
    return this.#spare.pop() ?? new Uint8Array(this.#bufferBytes);
  }

  giveBack(buffer: Uint8Array): void {
    if (buffer.length === this.#bufferBytes && this.#spare.length < MAX_SPARE) this.#spare.push(buffer);
  }
}
