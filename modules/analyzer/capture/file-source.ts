import { closeSync, openSync, readSync } from "node:fs";
import type { ByteSource } from "./byte-source";
import { unreadable } from "./errors";

/** Reads a regular file from its beginning, synchronously. */
export class FileSource implements ByteSource {
  readonly damage = null;
  readonly #path: string;
  #descriptor: number | null;
  #position = 0;

  constructor(path: string) {
    this.#path = path;
    try {
      this.#descriptor = openSync(path, "r");
    } catch (error) {
      throw unreadable(path, error);
    }
  }

  get storedBytes(): number {
    return this.#position;
  }

  read(into: Uint8Array, offset: number, length: number): number {
    if (this.#descriptor === null) return 0;
    try {
      const read = readSync(this.#descriptor, into, offset, length, this.#position);
      this.#position += read;
      return read;
    } catch (error) {
      throw unreadable(this.#path, error);
    }
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}
