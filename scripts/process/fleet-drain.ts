import { fleetLifeCycle } from "../capture/auto-scaling";
import { InstanceMetadata } from "../capture/instance-metadata";
import { readStoring } from "../capture/storing";
import type { TerminationEvent } from "../capture/termination";
import { drainAtTermination, POLL_MS, settleMs } from "../capture/termination";
import { storingUnknown } from "./errors";

/** The worker tells every few seconds how things stand; after this long it no longer does. */
const STALE_MS = 60_000;

/** Which machine of which fleet, and where its files are. */
export interface FleetMachine {
  readonly deployment: string;
  readonly folder: string;
  readonly rotationSeconds: number;
}

/** Holds a machine of a fleet at its end until its files are uploaded; does nothing for one outside of a fleet. */
export async function drainFleetMachine(
  { deployment, folder, rotationSeconds }: FleetMachine,
  log: (event: TerminationEvent) => void,
  stopped: AbortSignal,
): Promise<void> {
  const plan = {
    lifeCycle: fleetLifeCycle(deployment, new InstanceMetadata()),
    oldestWaitingMs: async () => oldestWaitingMs(folder, Date.now()),
    now: Date.now,
    pollMs: POLL_MS,
    settleMs: settleMs(rotationSeconds),
  };
  await drainAtTermination(plan, log, stopped);
}

/** From what the worker told last; null where nothing waits, or nothing is ever uploaded. */
export async function oldestWaitingMs(folder: string, nowMs: number): Promise<number | null> {
  const state = await readStoring(folder);
  if (state === undefined || nowMs - state.timeMs > STALE_MS) throw storingUnknown(folder);
  const waiting = [state.backlog, state.outbox].filter(({ files }) => files > 0);
  if (state.store === "off" || waiting.length === 0) return null;
  return state.timeMs - Math.max(...waiting.map(({ seconds }) => seconds)) * 1_000;
}
