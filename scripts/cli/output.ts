import { closeSync, openSync, writeSync } from "node:fs";
import { ByteWriter } from "../../modules/analyzer/bytes/byte-writer";
import { outputNotWritable } from "./errors";

/** Bytes gathered before they are written; large writes cost less than many. */
const BUFFER_BYTES = 256 * 1024;
/** Written by themselves: to copy them takes as long as to write them. */
const LARGE_BYTES = 32 * 1024;

/** Its file descriptor. */
export const STANDARD_OUTPUT = 1;

/** Where a report goes: a file, or standard output. */
export class Output {
  readonly #fd: number;
  readonly #held = new ByteWriter(BUFFER_BYTES + 16 * 1024);
  #closed = false;

  constructor(path: string | undefined) {
    this.#fd = path === undefined ? STANDARD_OUTPUT : openForWriting(path);
  }

  /** The reader at the other end of the pipe has left, and wants nothing more. */
  get closed(): boolean {
    return this.#closed;
  }

  text(text: string): void {
    this.#held.text(text);
    if (this.#held.length >= BUFFER_BYTES) this.flush();
  }

  /** `bytes[start, end)`, borrowed for the call. */
  copy(bytes: Uint8Array, start: number, end: number): void {
    if (end - start >= LARGE_BYTES) {
      this.flush();
      this.#writeAll(bytes, start, end);
      return;
    }
    this.#held.copy(bytes, start, end);
    if (this.#held.length >= BUFFER_BYTES) this.flush();
  }

  flush(): void {
    this.#writeAll(this.#held.bytes, 0, this.#held.length);
    this.#held.length = 0;
  }

  end(): void {
    this.flush();
    if (this.#fd !== STANDARD_OUTPUT) closeSync(this.#fd);
  }

  #writeAll(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end && !this.#closed;) {
      try {
        at += writeSync(this.#fd, bytes, at, end - at);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code === "EPIPE") this.#closed = true;
        // A pipe whose reader is slow, on a descriptor that somebody made non-blocking: wait for it.
        else if (code === "EAGAIN") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
        else throw error;
      }
    }
  }
}

function openForWriting(path: string): number {
  try {
    return openSync(path, "w");
  } catch (error) {
    throw outputNotWritable(path, error);
  }
}
