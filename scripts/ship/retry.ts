/** How long to wait before another try. */
export interface RetryTimes {
  /** First wait when the store is away, in milliseconds; it doubles up to `maxMs`. */
  readonly awayMs: number;
  /** First wait when the store refuses, which time alone rarely changes. */
  readonly refusedMs: number;
  readonly maxMs: number;
}

export const DEFAULT_RETRY_TIMES: RetryTimes = { awayMs: 1_000, refusedMs: 30_000, maxMs: 300_000 };

/**
 * Exponential backoff with jitter: between half of the wait and all of it, so that a fleet does not come back at once.
 *
 * https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 *
 * @param failures - tries that failed in a row, from 1
 * @param random - from 0 to below 1
 */
export function retryMs(kind: "away" | "refused", failures: number, times: RetryTimes, random: number): number {
  const first = kind === "away" ? times.awayMs : times.refusedMs;
  const wait = Math.min(times.maxMs, first * 2 ** Math.min(failures - 1, 30));
  return Math.round(wait * (0.5 + random / 2));
}
