import { existsSync } from "node:fs";
import type { Log } from "../process/events";
import type { Failure, ObjectStore } from "./object-store";
import type { Outbox, Waiting } from "./outbox";
import { retryMs, type RetryTimes } from "./retry";

/** How the uploads stand. */
export interface ShippingState {
  /** `off`: no bucket is set, and files stay here. */
  readonly store: "off" | "reached" | "away" | "refused";
  /** What the store said last, and what to do; null while all is well. */
  readonly problem: string | null;
}

/** Counted since the last call of `takeCounts`. */
export interface ShippingCounts {
  readonly files: number;
  readonly bytes: number;
  readonly failures: number;
}

const NO_COUNTS: ShippingCounts = { files: 0, bytes: 0, failures: 0 };

/** Uploads what is in the outbox, oldest first, and removes what the store has confirmed. */
export class Shipper {
  readonly #outbox: Outbox;
  readonly #store: ObjectStore | undefined;
  readonly #times: RetryTimes;
  readonly #log: Log;
  #failures = 0;
  #failure: Failure | undefined;
  #counts = NO_COUNTS;

  /** Without a store nothing is uploaded, and nothing removed. */
  constructor(outbox: Outbox, store: ObjectStore | undefined, times: RetryTimes, log: Log) {
    this.#outbox = outbox;
    this.#store = store;
    this.#times = times;
    this.#log = log;
  }

  get state(): ShippingState {
    if (this.#store === undefined) return { store: "off", problem: null };
    const failure = this.#failure;
    if (failure === undefined) return { store: "reached", problem: null };
    if (failure.kind === "away") return { store: "away", problem: failure.message };
    return { store: "refused", problem: `${failure.message}. ${failure.fix}` };
  }

  takeCounts(): ShippingCounts {
    const counts = this.#counts;
    this.#counts = NO_COUNTS;
    return counts;
  }

  /**
   * Uploads until the outbox is empty or a try fails.
   *
   * @returns milliseconds to wait before the next call; 0 when all is done
   */
  async ship(signal: AbortSignal): Promise<number> {
    if (this.#store === undefined) return 0;
    let differing: Failure | undefined;
    let wait = 0;
    for (const waiting of await this.#outbox.waiting()) {
      signal.throwIfAborted();
      const failure = await this.#store.store(waiting, signal);
      if (failure === undefined) {
        await this.#outbox.remove(waiting);
        this.#stored(waiting);
      } else if (failure.kind === "differs") {
        wait = this.#failed(waiting, failure);
        differing = failure;
        // Removed meanwhile to keep the disk budget: there is nothing to upload any more.
      } else if (existsSync(waiting.path)) return this.#failed(waiting, failure);
    }
    if (differing === undefined) return 0;
    this.#failure = differing;
    return wait;
  }

  #stored({ key, bytes, finishedMs }: Waiting): void {
    this.#failures = 0;
    this.#failure = undefined;
    this.#counts = { ...this.#counts, files: this.#counts.files + 1, bytes: this.#counts.bytes + bytes };
    this.#log({
      event: "uploaded",
      key,
      bytes,
      lagSeconds: Math.max(0, Math.round((Date.now() - finishedMs) / 1_000)),
    });
  }

  #failed({ key }: Waiting, failure: Failure): number {
    this.#failure = failure;
    this.#counts = { ...this.#counts, failures: this.#counts.failures + 1 };
    const kind = failure.kind === "away" ? "away" : "refused";
    const wait = retryMs(kind, ++this.#failures, this.#times, Math.random());
    const retrySeconds = Math.round(wait / 100) / 10;
    const { message } = failure;
    if (failure.kind === "away") this.#log({ event: "upload-failed", key, message, retrySeconds });
    else this.#log({ event: "upload-refused", key, message, fix: failure.fix, retrySeconds });
    return wait;
  }
}
