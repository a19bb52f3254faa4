import { closeSync, mkdtempSync, openSync, readSync, rmdirSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Spool, Spooled } from "../../modules/analyzer/order/spool";
import { spoolNotWritable } from "./errors";

/** Bytes of a file, unless told otherwise: so many at a time the disk gets back. */
const FILE_BYTES = 64 * 1024 * 1024;

/** One of the files: so many of its bytes were not given back. */
interface SpoolFile {
  readonly descriptor: number;
  inUse: number;
}

/** Bytes of one file, of a part that may lie in several. */
interface Piece {
  readonly file: SpoolFile;
  readonly number: number;
  /** Where it lies in the file, and where in the part. */
  readonly position: number;
  readonly from: number;
  readonly bytes: number;
}

/**
 * Keeps bytes in temporary files, each of which is made when bytes come for it and is gone when all of them were given
 * back: what waits takes room on the disk, and not what has waited.
 */
export class FileSpool implements Spool {
  readonly #folder: string;
  readonly #fileBytes: number;
  /** By number: `offset / fileBytes`. */
  readonly #files = new Map<number, SpoolFile>();
  #end = 0;
  /** Used for all that is read: one of its own for each part would be collected too late to keep memory small. */
  #buffer = Buffer.alloc(0);

  /** `folder`: where the files lie, without names of their own. */
  constructor(folder: string = tmpdir(), fileBytes: number = FILE_BYTES) {
    this.#folder = folder;
    this.#fileBytes = fileBytes;
  }

  /** Files there are at this moment. */
  get files(): number {
    return this.#files.size;
  }

  append(bytes: Uint8Array, start: number, end: number): Spooled {
    const appended = { offset: this.#end, bytes: end - start };
    try {
      for (const piece of this.#pieces(appended)) {
        for (let done = 0; done < piece.bytes;) {
          const { file, position, from } = piece;
          done += writeSync(file.descriptor, bytes, start + from + done, piece.bytes - done, position + done);
        }
      }
    } catch (error) {
      throw spoolNotWritable(this.#folder, error);
    }
    this.#end += appended.bytes;
    return appended;
  }

  read(part: Spooled): Uint8Array {
    if (this.#buffer.length < part.bytes) this.#buffer = Buffer.allocUnsafeSlow(part.bytes);
    for (const { file, position, from, bytes } of this.#pieces(part)) {
      for (let done = 0; done < bytes;) {
        const read = readSync(file.descriptor, this.#buffer, from + done, bytes - done, position + done);
        if (read === 0) break;
        done += read;
      }
    }
    return this.#buffer.subarray(0, part.bytes);
  }

  free(part: Spooled): void {
    for (const { file, number, bytes } of this.#pieces(part)) {
      file.inUse -= bytes;
      if (file.inUse > 0) continue;
      closeSync(file.descriptor);
      this.#files.delete(number);
    }
  }

  close(): void {
    for (const { descriptor } of this.#files.values()) closeSync(descriptor);
    this.#files.clear();
  }

  *#pieces({ offset, bytes: all }: Spooled): Iterable<Piece> {
    for (let from = 0; from < all;) {
      const number = Math.floor((offset + from) / this.#fileBytes);
      const position = offset + from - number * this.#fileBytes;
      const bytes = Math.min(all - from, this.#fileBytes - position);
      yield { file: this.#fileOf(number), number, position, from, bytes };
      from += bytes;
    }
  }

  #fileOf(number: number): SpoolFile {
    let file = this.#files.get(number);
    if (file === undefined) {
      file = { descriptor: openNameless(this.#folder), inUse: this.#fileBytes };
      this.#files.set(number, file);
    }
    return file;
  }
}

/** An open file without a name: it is gone when it is closed, or the program is, however that ends. */
function openNameless(parent: string): number {
  const folder = mkdtempSync(join(parent, "tls-mirror-"));
  const path = join(folder, "records");
  const descriptor = openSync(path, "w+", 0o600);
  unlinkSync(path);
  rmdirSync(folder);
  return descriptor;
}
