import type { CaptureProgress } from "../../modules/analyzer/capture";

/** Nothing is shown for work that is done sooner. */
const FIRST_SHOWN_AFTER_MS = 1000;
const SHOWN_EVERY_MS = 200;

const BAR_WIDTH = 30;

/** A bar on a terminal's last line, for captures that take a while. */
export class ProgressBar {
  #enabled: boolean;
  #nextMs = Date.now() + FIRST_SHOWN_AFTER_MS;
  #shown = false;

  constructor(wanted: boolean) {
    this.#enabled = wanted;
  }

  update({ readBytes, totalBytes }: CaptureProgress): void {
    if (!this.#enabled) return;
    const nowMs = Date.now();
    if (nowMs < this.#nextMs) return;
    this.#nextMs = nowMs + SHOWN_EVERY_MS;
    // Not asked for sooner: to open it takes up to 4 ms, and few captures take so long that something is shown.
    const { stderr } = process;
    this.#enabled = stderr.isTTY;
    if (!this.#enabled) return;
    this.#shown = true;
    const megabytes = (readBytes / 1e6).toFixed(0);
    if (totalBytes === null || totalBytes === 0) stderr.write(`\r${megabytes} MB read`);
    else {
      const share = Math.min(1, readBytes / totalBytes);
      const bar = "#".repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH, ".");
      stderr.write(`\r[${bar}] ${(share * 100).toFixed(0).padStart(3)} %  ${megabytes} MB read`);
    }
  }

  /** Clears the line. */
  end(): void {
    if (this.#shown) process.stderr.write("\r\x1b[K");
  }
}
