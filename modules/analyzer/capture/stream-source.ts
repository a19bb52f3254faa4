import type { ByteSource } from "./byte-source";
import { ByteQueue } from "./byte-source";
import { unreadable } from "./errors";

/** Reads a stream as its chunks arrive: standard input, a pipe, a live capture. */
export class StreamSource implements ByteSource {
  readonly damage = null;
  readonly #name: string;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #queue = new ByteQueue();
  #storedBytes = 0;
  #ended = false;

  constructor(name: string, stream: AsyncIterable<Uint8Array>) {
    this.#name = name;
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  get storedBytes(): number {
    return this.#storedBytes;
  }

  read(into: Uint8Array, offset: number, length: number): number | Promise<number> {
    const waiting = this.#queue.take(into, offset, length);
    return waiting > 0 || this.#ended ? waiting : this.#readChunk(into, offset, length);
  }

  close(): void {
    this.#ended = true;
    // Nobody waits for a stream that is abandoned, nor for its complaint about it.
    this.#chunks.return?.().catch(() => undefined);
  }

  async #readChunk(into: Uint8Array, offset: number, length: number): Promise<number> {
    while (this.#queue.isEmpty && !this.#ended) {
      const chunk = await this.#nextChunk();
      if (chunk === null) this.#ended = true;
      else {
        this.#queue.push(chunk);
        this.#storedBytes += chunk.length;
      }
    }
    return this.#queue.take(into, offset, length);
  }

  async #nextChunk(): Promise<Uint8Array | null> {
    try {
      const result = await this.#chunks.next();
      return result.done === true ? null : result.value;
    } catch (error) {
      throw unreadable(this.#name, error);
    }
  }
}
