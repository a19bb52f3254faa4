import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { PcapngWriter } from "../../modules/analyzer/extract/pcapng-writer";

/** A pcapng file being written. */
export class CaptureFile {
  readonly writer: PcapngWriter;
  readonly #descriptor: number;
  #isOpen = true;
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
    this.abandon();
  }

  /** Gives up what could not be finished; the file stays as it is. */
  abandon(): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
  }
}
