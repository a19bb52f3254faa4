import { closeSync, openSync, read, readSync } from "node:fs";
import type { AsideSource } from "./byte-source";
import { unreadable } from "./errors";

/** Reads a regular file from its beginning. */
export class FileSource implements AsideSource {
  readonly damage = null;
  readonly #path: string;
  #descriptor: number | null;
  #position = 0;
  #isReadAside = false;

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
      const bytes = readSync(this.#descriptor, into, offset, length, this.#position);
      this.#position += bytes;
      return bytes;
    } catch (error) {
      throw unreadable(this.#path, error);
    }
  }

  readAside(into: Uint8Array, offset: number, length: number): Promise<number> {
    const descriptor = this.#descriptor;
    if (descriptor === null) return Promise.resolve(0);
    this.#isReadAside = true;
    return new Promise((resolve, reject) => {
      read(descriptor, into, offset, length, this.#position, (error, bytes) => {
        this.#isReadAside = false;
        if (this.#descriptor === null) closeSync(descriptor);
        if (error !== null) {
          reject(unreadable(this.#path, error));
          return;
        }
        this.#position += bytes;
        resolve(bytes);
      });
    });
  }

  /** What is being read aside is read to its end first, lest another file is read that has got this one's number. */
  close(): void {
    if (this.#descriptor !== null && !this.#isReadAside) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}
