import type { ByteQueue } from "./byte-source";

/** Takes stored bytes, chunk by chunk, and hands on what they hold. */
export interface Decompressor {
  /**
   * Decompresses one more chunk, borrowed until it returns, into `output`; no chunk means that none will follow.
   *
   * Returns why it cannot go on, or null.
   */
  push(chunk: Uint8Array | null, output: ByteQueue): string | null | Promise<string | null>;
  close(): void;
}
