/** The longest wait before something that ended by itself is started again, in seconds. */
const MAX_SECONDS = 30;

/** How long to wait before something that failed is started again: at once after the first failure, then doubling. */
export class RestartDelay {
  #failures = 0;
  #dueMs = 0;

  /** `nowMs` is of a clock that is never set. */
  isDue(nowMs: number): boolean {
    return nowMs >= this.#dueMs;
  }

  /** It failed once more. Returns for how many seconds it is put off. */
  postpone(nowMs: number): number {
    const seconds = this.#failures === 0 ? 0 : Math.min(MAX_SECONDS, 2 ** (this.#failures - 1));
    this.#failures++;
    this.#dueMs = nowMs + seconds * 1_000;
    return seconds;
  }

  /** It is due at once. */
  now(): void {
    this.#dueMs = 0;
  }

  /** It is due at once, and the next failure is the first. */
  forget(): void {
    this.now();
    this.#failures = 0;
  }
}
