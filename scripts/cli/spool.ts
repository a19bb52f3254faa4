import { closeSync, mkdtempSync, openSync, readSync, rmdirSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Spool, Spooled } from "../../modules/analyzer/spooled-runs";
import { spoolNotWritable } from "./errors";

/** Keeps bytes in a temporary file, which is made when the first one comes. */
export class FileSpool implements Spool {
  readonly #folder: string;
  #descriptor: number | null = null;
  #end = 0;
  /** Used for all that is read: one of its own for each part would be collected too late to keep memory small. */
  #buffer = Buffer.alloc(0);

  /** `folder`: where the file lies, without a name of its own. */
  constructor(folder: string = tmpdir()) {
    this.#folder = folder;
  }

  append(bytes: Uint8Array, start: number, end: number): Spooled {
    const offset = this.#end;
    try {
      this.#descriptor ??= openNameless(this.#folder);
      for (let at = start; at < end;) at += writeSync(this.#descriptor, bytes, at, end - at, offset + at - start);
    } catch (error) {
      throw spoolNotWritable(this.#folder, error);
    }
    this.#end += end - start;
    return { offset, bytes: end - start };
  }

  read({ offset, bytes }: Spooled): Uint8Array {
    if (this.#buffer.length < bytes) this.#buffer = Buffer.allocUnsafeSlow(bytes);
    for (let at = 0; this.#descriptor !== null && at < bytes;) {
      const read = readSync(this.#descriptor, this.#buffer, at, bytes - at, offset + at);
      if (read === 0) break;
      at += read;
    }
    return this.#buffer.subarray(0, bytes);
  }

  /** The file is written from its beginning again. */
  clear(): void {
    this.#end = 0;
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}

/** An open file without a name: it is gone when the program is, however that ends. */
function openNameless(parent: string): number {
  const folder = mkdtempSync(join(parent, "tls-mirror-"));
  const path = join(folder, "records");
  const descriptor = openSync(path, "w+", 0o600);
  unlinkSync(path);
  rmdirSync(folder);
  return descriptor;
}
