import { setTimeout as delay } from "node:timers/promises";
import { reasonOf } from "./errors";

/**
 * Holds a machine that its Auto Scaling group is to terminate, until everything it captured is uploaded.
 *
 * Nothing is stopped for it. Capture, analysis and upload go on as they always do; it is only waited until no file waits
 * any more that may hold a packet of before.
 */

/** What the group tells of this machine's life, and is told. */
export interface LifeCycle {
  /** False outside of a group, too. */
  isToBeTerminated(): Promise<boolean>;
  /** Asks for the hook's time once more, from now on. */
  holdOn(): Promise<void>;
  /** Lets the machine be terminated at once. */
  letGo(): Promise<void>;
}

export interface TerminationPlan {
  readonly lifeCycle: LifeCycle;
  /** When the oldest file was finished that is not uploaded, in milliseconds since 1970; null where none waits. */
  oldestWaitingMs(): Promise<number | null>;
  /** Milliseconds since 1970. */
  now(): number;
  readonly pollMs: number;
  /** After the notice, how long files are still begun or written that packets of the mirror may be in. */
  readonly settleMs: number;
}

/** One line of the log each. */
export type TerminationEvent =
  | { readonly event: "termination-noticed"; readonly settleSeconds: number }
  | { readonly event: "termination-released"; readonly seconds: number }
  /** Tried again at the next look: a moment without an answer must not cost what is stored. */
  | { readonly event: "termination-call-failed"; readonly message: string };

/** The load balancer sends on what its flows began for this long: AWS's default of the deregistration delay. */
const DEREGISTRATION_SECONDS = 300;

/** For closing and moving a file. */
const CLOSING_SECONDS = 30;

/** Hold-ons must come more often than the shortest heartbeat that AWS allows, 30 s (PutLifecycleHook). */
export const POLL_MS = 10_000;

/** The last packets come at the end of the deregistration delay, and their file is finished a rotation later. */
export function settleMs(rotationSeconds: number): number {
  return (DEREGISTRATION_SECONDS + rotationSeconds + CLOSING_SECONDS) * 1_000;
}

/** Whether all of before is uploaded. A file finished after `settledMs` holds nothing of before. */
export function isDrained(nowMs: number, settledMs: number, oldestWaitingMs: number | null): boolean {
  return nowMs >= settledMs && (oldestWaitingMs === null || oldestWaitingMs >= settledMs);
}

/** Waits for the notice, then holds the machine until it is drained. Ends early when `stopped` says so. */
export async function drainAtTermination(
  plan: TerminationPlan,
  log: (event: TerminationEvent) => void,
  stopped: AbortSignal,
): Promise<void> {
  const { lifeCycle } = plan;
  const tried = async <T>(call: Promise<T>, otherwise: T): Promise<T> =>
    call.catch((error: unknown) => {
      log({ event: "termination-call-failed", message: reasonOf(error) });
      return otherwise;
    });

  while (!(await tried(lifeCycle.isToBeTerminated(), false))) {
    if (!(await pause(plan.pollMs, stopped))) return;
  }
  const noticedMs = plan.now();
  const settledMs = noticedMs + plan.settleMs;
  log({ event: "termination-noticed", settleSeconds: Math.round(plan.settleMs / 1_000) });

  // What cannot be looked at counts as waiting.
  while (!isDrained(plan.now(), settledMs, await tried(plan.oldestWaitingMs(), 0))) {
    await tried(lifeCycle.holdOn(), undefined);
    if (!(await pause(plan.pollMs, stopped))) return;
  }
  const letGo = async () => {
    await lifeCycle.letGo();
    return true;
  };
  while (!(await tried(letGo(), false))) {
    if (!(await pause(plan.pollMs, stopped))) return;
  }
  log({ event: "termination-released", seconds: Math.round((plan.now() - noticedMs) / 1_000) });
}

/** False when `stopped` ended the wait. */
async function pause(milliseconds: number, stopped: AbortSignal): Promise<boolean> {
  return delay(milliseconds, true, { signal: stopped }).catch(() => false);
}
