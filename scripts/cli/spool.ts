import { closeSync, mkdtempSync, openSync, readSync, rmdirSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Spooled, TextSpool } from "../../modules/analyzer/record-order";
import { spoolNotWritable } from "./errors";

/** Of UTF-8, for one unit of a string. */
const MAX_BYTES_PER_CHARACTER = 3;

/** Keeps texts in a temporary file, which is made when the first one comes. */
export class FileSpool implements TextSpool {
  readonly #folder: string;
  #descriptor: number | null = null;
  #end = 0;
  /** Used for every text: one of its own for each would be collected too late to keep memory small. */
  #buffer = Buffer.alloc(0);

  /** `folder`: where the file lies, without a name of its own. */
  constructor(folder: string = tmpdir()) {
    this.#folder = folder;
  }

  append(text: string): Spooled {
    const buffer = this.#room(MAX_BYTES_PER_CHARACTER * text.length);
    const bytes = buffer.write(text);
    const offset = this.#end;
    try {
      this.#descriptor ??= openNameless(this.#folder);
      for (let at = 0; at < bytes;) at += writeSync(this.#descriptor, buffer, at, bytes - at, offset + at);
    } catch (error) {
      throw spoolNotWritable(this.#folder, error);
    }
    this.#end += bytes;
    return { offset, bytes };
  }

  read({ offset, bytes }: Spooled): string {
    const buffer = this.#room(bytes);
    if (this.#descriptor !== null) readSync(this.#descriptor, buffer, 0, bytes, offset);
    return buffer.toString("utf8", 0, bytes);
  }

  /** The file is written from its beginning again. */
  clear(): void {
    this.#end = 0;
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #room(bytes: number): Buffer {
    if (this.#buffer.length < bytes) this.#buffer = Buffer.allocUnsafeSlow(bytes);
    return this.#buffer;
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
