import type { PacketCounters } from "./counters";
import type { ApplianceCounts } from "./metrics";
import { applianceMetrics, packetMetrics, removalMetrics } from "./metrics";

/** Something an operator wants to know: one line of the log. */
export type CaptureEvent =
  | { readonly event: "started"; readonly vni: number; readonly device: string; readonly folder: string }
  | { readonly event: "file-closed"; readonly vni: number; readonly file: string; readonly bytes: number }
  /** `bytesCut` is null where nothing of the file could be kept. */
  | { readonly event: "file-recovered"; readonly file: string; readonly bytesCut: number | null }
  | ({ readonly event: "packets"; readonly vni: number; readonly seconds: number } & PacketCounters)
  | { readonly event: "tcpdump-replaced"; readonly vni: number; readonly reason: string }
  /** The running one goes on. */
  | {
      readonly event: "tcpdump-not-replaced";
      readonly vni: number;
      readonly reason: string;
      readonly message: string;
      readonly retrySeconds: number;
    }
  | {
      readonly event: "tcpdump-ended";
      readonly vni: number;
      readonly status: string;
      readonly message: string;
      readonly retrySeconds: number;
    }
  | {
      readonly event: "files-removed";
      readonly files: number;
      readonly bytes: number;
      readonly last: string;
      /** How many of them were nowhere else. */
      readonly neverUploaded: number;
    }
  | ({ readonly event: "appliance"; readonly seconds: number } & ApplianceCounts)
  /** The system refused something that is done again at the next opportunity. Told once, until it succeeds. */
  | { readonly event: "step-failed"; readonly step: string; readonly message: string }
  | { readonly event: "paused"; readonly freeBytes: number; readonly neededBytes: number }
  | {
      readonly event: "settings-reloaded";
      readonly applied: readonly string[];
      readonly needRestart: readonly string[];
    }
  | { readonly event: "settings-refused"; readonly message: string }
  | { readonly event: "self-test"; readonly vni: number; readonly passed: boolean }
  | {
      readonly event: "health";
      readonly healthy: boolean;
      readonly problems: readonly string[];
      readonly warnings: readonly string[];
    }
  | ({ readonly event: "stopped"; readonly vni: number } & PacketCounters);

export type Log = (event: CaptureEvent) => void;

/** One JSON object, for a journal; packet counts are metrics of the deployment at the same time. */
export function jsonLine(event: CaptureEvent, deployment: string, time: Date): string {
  return JSON.stringify({ time: time.toISOString(), ...event, ...metricsOf(event, deployment, time) });
}

function metricsOf(event: CaptureEvent, deployment: string, time: Date): Record<string, unknown> {
  switch (event.event) {
    case "packets":
      return packetMetrics(deployment, event.vni, event, time);
    case "appliance":
      return applianceMetrics(deployment, event, time);
    case "files-removed":
      return removalMetrics(deployment, event.neverUploaded, time);
    default:
      return {};
  }
}

/** One sentence, for a terminal. */
export function textLine(event: CaptureEvent): string {
  switch (event.event) {
    case "started":
      return `VNI ${event.vni}: capturing on ${event.device} into ${event.folder}`;
    case "file-closed":
      return `VNI ${event.vni}: closed ${event.file} (${event.bytes} bytes)`;
    case "file-recovered":
      return event.bytesCut === null
        ? `removed ${event.file}, left behind by an earlier run without anything in it`
        : `kept ${event.file}, left behind by an earlier run; ${event.bytesCut} bytes of an incomplete packet cut off`;
    case "packets":
      return `VNI ${event.vni}: ${packets(event)} in ${event.seconds} s`;
    case "tcpdump-replaced":
      return `VNI ${event.vni}: another tcpdump took over, since ${event.reason}`;
    case "tcpdump-not-replaced":
      return `VNI ${event.vni}: another tcpdump should take over, since ${event.reason}, and did not start; next try in ${event.retrySeconds} s: ${event.message}`;
    case "step-failed":
      return `${event.step} failed, and is tried again: ${event.message}`;
    case "tcpdump-ended":
      return `VNI ${event.vni}: tcpdump ended (${event.status}), next try in ${event.retrySeconds} s: ${event.message}`;
    case "files-removed":
      return `removed ${event.files} files (${event.bytes} bytes, up to ${event.last}) to keep the disk budget; ${event.neverUploaded} were nowhere else`;
    case "appliance":
      return `${event.outsidePackets} UDP packets came for no VNI of ours in ${event.seconds} s; captures take ${event.usedBytes} bytes, ${event.freeBytes} are free`;
    case "paused":
      return `stopped capturing: ${event.freeBytes} bytes are free, and ${event.neededBytes} are needed for the next files`;
    case "settings-reloaded":
      return `settings read again: ${listed(event.applied)} changed, ${listed(event.needRestart)} will change at a restart`;
    case "settings-refused":
      return `settings NOT changed, the old ones stay: ${event.message}`;
    case "self-test":
      return event.passed
        ? `VNI ${event.vni}: a frame sent to the device was found in the capture file`
        : `VNI ${event.vni}: a frame sent to the device did NOT reach the capture file`;
    case "health":
      return event.healthy ? "healthy" : `NOT healthy: ${event.problems.join("; ")}`;
    case "stopped":
      return `VNI ${event.vni}: stopped after ${packets(event)}`;
    default:
      return unreachable(event);
  }
}

function packets(counters: PacketCounters): string {
  const byInterface = counters.droppedByInterface > 0 ? ` and ${counters.droppedByInterface} by the device` : "";
  return `${counters.captured} packets captured, ${counters.received} received, ${counters.dropped} dropped by the kernel${byInterface}`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : names.join(", ");
}

function unreachable(event: never): never {
  throw new Error(`unexpected event ${JSON.stringify(event)}`);
}
