import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import { createGzip, type Gzip } from "node:zlib";
import { ByteWriter } from "../../modules/analyzer/bytes/byte-writer";
import type { Cause, Outcome } from "../../modules/contracts";
import { RecordCounter } from "./record-counter";

/** Records of one capture file, one JSON object a line, gzip'ed: the same records give the same bytes. */
export class FindingsFile {
  readonly #gzip: Gzip = createGzip();
  readonly #written: Promise<void>;
  readonly counter = new RecordCounter();
  readonly #lines = new ByteWriter(64 * 1024);
  records = 0;

  constructor(path: string) {
    // The file must be on disk before the capture it was made from is removed.
    this.#written = pipeline(this.#gzip, createWriteStream(path, { flush: true }));
    this.#written.catch(() => undefined);
  }

  /** Takes lines of records, each with its line feed. */
  add(bytes: Uint8Array, start: number, end: number): void {
    this.#lines.copy(bytes, start, end);
  }

  /** Counts one of the records whose lines are taken. */
  count(outcome: Outcome, cause: Cause | null): void {
    this.records++;
    this.counter.add({ outcome, cause });
  }

  /** Hands on what was added, at the pace of the disk. */
  async drain(): Promise<void> {
    const { bytes, length } = this.#lines;
    if (length === 0) return;
    this.#lines.length = 0;
    // Copied: the compressor reads it later, and the next records are written in its place.
    if (!this.#gzip.write(bytes.slice(0, length))) await Promise.race([once(this.#gzip, "drain"), this.#written]);
  }

  async close(): Promise<void> {
    await this.drain();
    this.#gzip.end();
    await this.#written;
  }

  /** Gives up what could not be finished; once it resolves, nothing is written to the file any more. */
  async abandon(): Promise<void> {
    this.#gzip.destroy();
    await this.#written.catch(() => undefined);
  }
}
