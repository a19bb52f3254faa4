import type { Spool, Spooled } from "../../modules/analyzer/order/spool";

/** Keeps what is spooled in memory, and counts. */
export class MemorySpool implements Spool {
  #bytes = Buffer.alloc(0);
  /** Bytes given back so far. */
  freed = 0;

  /** Bytes written so far. */
  get written(): number {
    return this.#bytes.length;
  }

  /** All that was written so far, each byte as a letter. */
  get text(): string {
    return this.#bytes.toString("latin1");
  }

  append(bytes: Uint8Array, start: number, end: number): Spooled {
    const offset = this.#bytes.length;
    this.#bytes = Buffer.concat([this.#bytes, bytes.subarray(start, end)]);
    return { offset, bytes: end - start };
  }

  read({ offset, bytes }: Spooled): Uint8Array {
    return this.#bytes.subarray(offset, offset + bytes);
  }

  free({ bytes }: Spooled): void {
    this.freed += bytes;
  }
}
