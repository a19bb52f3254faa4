import type { AsideSource } from "./byte-source";
import type { ByteWindow } from "./byte-window";

/** Bytes read at a time, in times of what is read otherwise: to hand over to another thread costs some 50 microseconds. */
const AHEAD = 48;
/** Room for what is left of them, likewise: for more than the longest record of a pcap file. */
const LEFT = 3;

/**
 * Reads a capture on another thread while what came before is parsed: to copy a file out of the kernel's cache is a
 * quarter of the work.
 *
 * One buffer is filled while the window lies in the other. For one capture at a time.
 */
export class ReadAhead {
  /** Room before what is read, for what is left of that before. */
  readonly #tailBytes: number;
  readonly #bytes: number;
  #buffers: readonly [Uint8Array, Uint8Array] | null = null;
  /** Into the buffer in which the window does not lie. */
  #reading: Promise<number> = Promise.resolve(0);

  /** `bufferBytes`: read at a time without it. */
  constructor(bufferBytes: number) {
    this.#tailBytes = LEFT * bufferBytes;
    this.#bytes = AHEAD * bufferBytes;
  }

  /** Begins to read on in `source`, while what was read of it before is parsed in `window`. */
  begin(source: AsideSource, window: ByteWindow): void {
    // Of a capture that was given up, a read may be left over that still writes into a buffer.
    const isFree = this.#reading.catch(() => 0);
    this.#note(isFree.then(() => this.#readInto(this.#spareFor(window), source)));
  }

  /** Goes on in `source`, after `begin`. Resolves to how many bytes now lie behind the end of `window`; 0 at the end. */
  async read(source: AsideSource, window: ByteWindow): Promise<number> {
    const read = await this.#reading;
    if (read === 0) return 0;
    window.goOnIn(this.#spareFor(window), this.#tailBytes, read);
    this.#note(this.#readInto(this.#spareFor(window), source));
    return read;
  }

  #readInto(buffer: Uint8Array, source: AsideSource): Promise<number> {
    return source.readAside(buffer, this.#tailBytes, this.#bytes);
  }

  #note(reading: Promise<number>): void {
    this.#reading = reading;
    // The next `read` tells of it.
    reading.catch(() => undefined);
  }

  #spareFor(window: ByteWindow): Uint8Array {
    this.#buffers ??= [this.#newBuffer(), this.#newBuffer()];
    const [one, other] = this.#buffers;
    return window.bytes === one ? other : one;
  }

  #newBuffer(): Uint8Array {
    return new Uint8Array(this.#tailBytes + this.#bytes);
  }
}
