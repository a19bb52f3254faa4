import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { PcapngWriter } from "../../modules/analyzer/extract/pcapng-writer";

/** A pcapng file being written. */
export class CaptureFile {
  readonly writer: PcapngWriter;
  readonly #descriptor: number;
  packets = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, "w");
    this.writer = new PcapngWriter((bytes) => {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor, bytes, at);
    }, "tls-mirror");
  }

  close(): void {
    this.writer.flush();
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
  }

  /** Gives up what could not be finished. */
  abandon(): void {
    closeSync(this.#descriptor);
  }
}
