import { closeSync, openSync, writeSync } from "node:fs";
import { outputNotWritable } from "./errors";

/** Text gathered before it is written; large writes cost less than many. */
const BUFFER_CHARACTERS = 256 * 1024;

const STANDARD_OUTPUT = 1;

/** Where a report goes: a file, or standard output. */
export class Output {
  readonly #fd: number;
  #held: string[] = [];
  #heldCharacters = 0;
  #closed = false;

  constructor(path: string | undefined) {
    this.#fd = path === undefined ? STANDARD_OUTPUT : openForWriting(path);
  }

  /** The reader at the other end of the pipe has left, and wants nothing more. */
  get closed(): boolean {
    return this.#closed;
  }

  write(text: string): void {
    this.#held.push(text);
    this.#heldCharacters += text.length;
    if (this.#heldCharacters >= BUFFER_CHARACTERS) this.flush();
  }

  flush(): void {
    const text = this.#held.join("");
    this.#held = [];
    this.#heldCharacters = 0;
    if (!this.#closed) this.#writeAll(Buffer.from(text));
  }

  end(): void {
    this.flush();
    if (this.#fd !== STANDARD_OUTPUT) closeSync(this.#fd);
  }

  #writeAll(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      try {
        at += writeSync(this.#fd, bytes, at);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code === "EPIPE") {
          this.#closed = true;
          return;
        }
        // A pipe whose reader is slow, on a descriptor that somebody made non-blocking: wait for it.
        if (code !== "EAGAIN") throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
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
