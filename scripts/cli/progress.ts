import type { CaptureProgress } from "../../modules/analyzer/capture";

/** Nothing is shown for work that is done sooner. */
const FIRST_SHOWN_AFTER_MS = 1000;
const SHOWN_EVERY_MS = 200;

const BAR_WIDTH = 30;

/** A bar on a terminal's last line, for captures that take a while. */
export class ProgressBar {
  readonly #stream: NodeJS.WriteStream;
  readonly #enabled: boolean;
  #nextMs = Date.now() + FIRST_SHOWN_AFTER_MS;
  #shown = false;

  constructor(stream: NodeJS.WriteStream, wanted: boolean) {
    this.#stream = stream;
    this.#enabled = wanted && stream.isTTY;
  }

  update({ readBytes, totalBytes }: CaptureProgress): void {
    if (!this.#enabled) return;
    const nowMs = Date.now();
    if (nowMs < this.#nextMs) return;
    this.#nextMs = nowMs + SHOWN_EVERY_MS;
    this.#shown = true;
    const megabytes = (readBytes / 1e6).toFixed(0);
    if (totalBytes === null || totalBytes === 0) this.#stream.write(`\r${megabytes} MB read`);
    else {
      const share = Math.min(1, readBytes / totalBytes);
      const bar = "#".repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH, ".");
      this.#stream.write(`\r[${bar}] ${(share * 100).toFixed(0).padStart(3)} %  ${megabytes} MB read`);
    }
  }

  /** Clears the line. */
  end(): void {
    if (this.#shown) this.#stream.write("\r\x1b[K");
  }
}
