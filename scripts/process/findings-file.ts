import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import { createGzip, type Gzip } from "node:zlib";
import { recordJson } from "../../modules/analyzer/report/json";
import type { ConnectionRecord } from "../../modules/contracts";
import { RecordCounter } from "./record-counter";

/** Records of one capture file, one JSON object a line, gzip'ed: the same records give the same bytes. */
export class FindingsFile {
  readonly #gzip: Gzip = createGzip();
  readonly #written: Promise<void>;
  readonly counter = new RecordCounter();
  #text = "";
  records = 0;

  constructor(path: string) {
    // The file must be on disk before the capture it was made from is removed.
    this.#written = pipeline(this.#gzip, createWriteStream(path, { flush: true }));
    this.#written.catch(() => undefined);
  }

  add(record: ConnectionRecord): void {
    this.records++;
    this.counter.add(record);
    this.#text += `${recordJson(record)}\n`;
  }

  /** Hands on what was added, at the pace of the disk. */
  async drain(): Promise<void> {
    if (this.#text === "") return;
    const text = this.#text;
    this.#text = "";
    if (!this.#gzip.write(text)) await Promise.race([once(this.#gzip, "drain"), this.#written]);
  }

  async close(): Promise<void> {
    await this.drain();
    this.#gzip.end();
    await this.#written;
  }

  /** Gives up what could not be finished. */
  abandon(): void {
    this.#gzip.destroy();
  }
}
