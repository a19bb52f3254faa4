import { existsSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { isOfSystem } from "../capture/errors";
import type { StoringState } from "../capture/storing";
import type { Log } from "../process/events";
import { unreadable } from "./failure";
import type { Failure, ObjectStore } from "./object-store";
import type { Outbox, Waiting } from "./outbox";
import { retryMs, type RetryTimes } from "./retry";

/** How the uploads stand. */
export type ShippingState = Pick<StoringState, "store" | "problem">;

/** Counted since the last call of `takeCounts`. */
export interface ShippingCounts {
  readonly files: number;
  readonly bytes: number;
  readonly failures: number;
}

/** A file that is not taken, though others are. */
interface Held {
  readonly failure: Exclude<Failure, { readonly kind: "away" }>;
  readonly failures: number;
  /** When it is tried again, on a clock that is never set. */
  readonly dueMs: number;
}

const NO_COUNTS: ShippingCounts = { files: 0, bytes: 0, failures: 0 };

/** So many files refused in a row, and it is the store that refuses, not they that are refused. */
const REFUSED_IN_A_ROW = 3;

/**
 * Uploads what is in the outbox, oldest first, and removes what the store has confirmed.
 *
 * A store that is away, or refuses one file after the other, is left alone for a while. A single file that it does not
 * take, or that cannot be read, is held back by itself, and the others go on.
 */
export class Shipper {
  readonly #outbox: Outbox;
  readonly #store: ObjectStore | undefined;
  readonly #times: RetryTimes;
  readonly #log: Log;
  readonly #held = new Map<string, Held>();
  #isReached = false;
  /** Of the store as a whole, in a row. */
  #failures = 0;
  #failure: Failure | undefined;
  #dueMs = 0;
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
    const [held] = this.#held.values();
    const failure = this.#failure ?? held?.failure;
    const problem = failure === undefined ? null : toldOf(failure);
    if (failure !== undefined && failure.kind !== "unreadable") {
      return { store: failure.kind === "away" ? "away" : "refused", problem };
    }
    return { store: this.#isReached ? "reached" : "unknown", problem };
  }

  takeCounts(): ShippingCounts {
    const counts = this.#counts;
    this.#counts = NO_COUNTS;
    return counts;
  }

  /**
   * Uploads what is due. May be called as often as one likes.
   *
   * @returns milliseconds until something that waits is due again; 0 when all is done
   */
  async ship(signal: AbortSignal): Promise<number> {
    if (this.#store === undefined) return 0;
    const restMs = this.#dueMs - performance.now();
    if (restMs > 0) return restMs;
    const all = await this.#outbox.waiting();
    this.#forgetGone(all);
    let refused = 0;
    const left: string[] = [];
    for (const waiting of all) {
      signal.throwIfAborted();
      if ((this.#held.get(waiting.key)?.dueMs ?? 0) > performance.now()) {
        left.push(waiting.key);
        continue;
      }
      const failure = await this.#shipOne(this.#store, waiting, signal);
      if (failure?.kind === "away") return this.#leaveAlone(waiting, failure);
      if (failure === undefined) {
        refused = 0;
        continue;
      }
      left.push(waiting.key);
      this.#hold(waiting, failure);
      if (failure.kind === "refused" && ++refused === REFUSED_IN_A_ROW) return this.#leaveAlone(waiting, failure);
    }
    return this.#untilDue(left);
  }

  /** Has the next call try everything that waits for its time. */
  makeDue(): void {
    this.#dueMs = 0;
    this.#held.clear();
  }

  /** Undefined when the store has it, or when it was removed meanwhile to keep the disk budget. */
  async #shipOne(store: ObjectStore, waiting: Waiting, signal: AbortSignal): Promise<Failure | undefined> {
    const failure = await store.store(waiting, signal);
    if (failure !== undefined) return existsSync(waiting.path) ? failure : undefined;
    this.#stored(waiting);
    try {
      await this.#outbox.remove(waiting);
    } catch (error) {
      if (!isOfSystem(error)) throw error;
      return unreadable(`${waiting.key} is stored, and cannot be removed here`, error);
    }
    return undefined;
  }

  #stored({ key, bytes, finishedMs }: Waiting): void {
    this.#isReached = true;
    this.#held.delete(key);
    // A store that takes files again may take those, too, that it refused before.
    if (this.#failure?.kind === "refused") this.#held.clear();
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

  #hold(waiting: Waiting, failure: Held["failure"]): void {
    const failures = (this.#held.get(waiting.key)?.failures ?? 0) + 1;
    const waitMs = retryMs("refused", failures, this.#times, Math.random());
    this.#held.set(waiting.key, { failure, failures, dueMs: performance.now() + waitMs });
    this.#tell(waiting, failure, waitMs);
  }

  #leaveAlone(waiting: Waiting, failure: Failure): number {
    const kind = failure.kind === "away" ? "away" : "refused";
    const waitMs = retryMs(kind, ++this.#failures, this.#times, Math.random());
    this.#failure = failure;
    this.#dueMs = performance.now() + waitMs;
    // A file that is refused was told of when it was held.
    if (failure.kind === "away") this.#tell(waiting, failure, waitMs);
    return waitMs;
  }

  #tell({ key }: Waiting, failure: Failure, waitMs: number): void {
    this.#counts = { ...this.#counts, failures: this.#counts.failures + 1 };
    const { message } = failure;
    const retrySeconds = Math.round(waitMs / 100) / 10;
    if (failure.kind === "away") this.#log({ event: "upload-failed", key, message, retrySeconds });
    else this.#log({ event: "upload-refused", key, message, fix: failure.fix, retrySeconds });
  }

  #forgetGone(all: readonly Waiting[]): void {
    const keys = new Set(all.map(({ key }) => key));
    for (const key of this.#held.keys()) if (!keys.has(key)) this.#held.delete(key);
  }

  #untilDue(keys: readonly string[]): number {
    if (keys.length === 0) return 0;
    const nowMs = performance.now();
    // What was held when the store refused everything is due as soon as it takes something.
    const dueMs = Math.min(...keys.map((key) => this.#held.get(key)?.dueMs ?? nowMs));
    return Math.max(1, dueMs - nowMs);
  }
}

function toldOf(failure: Failure): string {
  return failure.kind === "away" ? failure.message : `${failure.message}. ${failure.fix}`;
}
