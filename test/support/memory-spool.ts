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

  /** Lines written so far. */
  get lines(): readonly string[] {
    return this.#bytes.toString().split("\n").slice(0, -1);
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
