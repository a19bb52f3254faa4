import { isOfSystem, reasonOf } from "./errors";
import type { Log } from "./events";

/** Steps that are done again and again, and that the system may refuse: for a disk that is full, or a process too many. */
export class Steps {
  readonly #log: Log;
  /** Those that were refused the last time, and what was said. */
  readonly #refusals = new Map<string, string>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Does a step. One that is refused is told of once, until something else is said; the next call tries it again. */
  async outlast(step: string, task: () => Promise<void>): Promise<void> {
    try {
      await task();
      this.#refusals.delete(step);
    } catch (error) {
      if (!isOfSystem(error)) throw error;
      const message = reasonOf(error);
      if (this.#refusals.get(step) !== message) this.#log({ event: "step-failed", step, message });
      this.#refusals.set(step, message);
    }
  }
}
