import type { ProcessEvent } from "./events";
import { eventMetrics } from "./metrics";

/** One JSON object; counts are metrics of the deployment at the same time. */
export function jsonLine(event: ProcessEvent, deployment: string, time: Date): string {
  return JSON.stringify({ time: time.toISOString(), ...event, ...eventMetrics(deployment, event, time) });
}
