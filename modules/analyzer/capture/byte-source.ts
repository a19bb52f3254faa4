/** Where the bytes of a capture come from: a file, a stream, or a decompressor over one of them. */
export interface ByteSource {
  /**
   * Reads up to `length` bytes into `into` at `offset`, and returns how many; 0 only at the end.
   *
   * Plain files answer at once: synchronous reads of a mebibyte are faster than promises of them.
   */
  read(into: Uint8Array, offset: number, length: number): number | Promise<number>;
  /** Bytes consumed as they are stored, before decompression. */
  readonly storedBytes: number;
  /** Why the end came early, once `read` has returned 0; null when it is the true end. */
  readonly damage: string | null;
  close(): void;
}

/** A source that can be read on another thread as well. */
export interface AsideSource extends ByteSource {
  /** As `read`, while this thread goes on with something else; only one at a time. */
  readAside(into: Uint8Array, offset: number, length: number): Promise<number>;
}

export function canReadAside(source: ByteSource): source is AsideSource {
  return "readAside" in source;
}

/** Bytes handed over by a producer, waiting to be read. */
export class ByteQueue {
  #chunks: Uint8Array[] = [];
  #offset = 0;

  get isEmpty(): boolean {
    return this.#chunks.length === 0;
  }

  /** Keeps `chunk` without copying it. */
  push(chunk: Uint8Array): void {
    if (chunk.length > 0) this.#chunks.push(chunk);
  }

  /** Moves up to `length` bytes into `into` at `offset`, and returns how many. */
  take(into: Uint8Array, offset: number, length: number): number {
    let taken = 0;
    while (taken < length) {
      const chunk = this.#chunks[0];
      if (chunk === undefined) break;
      const part = chunk.subarray(this.#offset, this.#offset + length - taken);
      into.set(part, offset + taken);
      taken += part.length;
      this.#offset += part.length;
      if (this.#offset < chunk.length) break;
      this.#chunks.shift();
      this.#offset = 0;
    }
    return taken;
  }
}

/** Serves bytes that were read ahead to look at them, then the rest. */
export class ResumedSource implements ByteSource {
  readonly #head = new ByteQueue();
  readonly #rest: ByteSource;

  /** Keeps `head` without copying it. */
  constructor(head: Uint8Array, rest: ByteSource) {
    this.#head.push(head);
    this.#rest = rest;
  }

  get storedBytes(): number {
    return this.#rest.storedBytes;
  }

  get damage(): string | null {
    return this.#rest.damage;
  }

  read(into: Uint8Array, offset: number, length: number): number | Promise<number> {
    if (this.#head.isEmpty) return this.#rest.read(into, offset, length);
    return this.#head.take(into, offset, length);
  }

  close(): void {
    this.#rest.close();
  }
}
