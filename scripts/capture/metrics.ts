import type { PacketCounters } from "./counters";
import type { Metric } from "./embedded-metrics";
import { embeddedMetrics } from "./embedded-metrics";

/** Of the whole machine, in one interval. */
export interface ApplianceCounts {
  /** UDP packets that no device of ours took: mirrored ones with another VNI, and the machine's own, DNS and time. */
  readonly outsidePackets: number;
  readonly usedBytes: number;
  readonly budgetBytes: number;
  readonly freeBytes: number;
}

/** Names, units and counts of a log line about the machine. */
export function applianceMetrics(deployment: string, counts: ApplianceCounts, time: Date): Record<string, unknown> {
  const metrics: Metric[] = [
    { name: "PacketsOutsideVnis", unit: "Count", value: counts.outsidePackets },
    { name: "DiskUsedBytes", unit: "Bytes", value: counts.usedBytes },
    { name: "DiskBudgetBytes", unit: "Bytes", value: counts.budgetBytes },
    { name: "DiskFreeBytes", unit: "Bytes", value: counts.freeBytes },
  ];
  return embeddedMetrics(deployment, [{}], metrics, time);
}

/** Files that were removed before they were uploaded. */
export function removalMetrics(deployment: string, neverUploaded: number, time: Date): Record<string, unknown> {
  return embeddedMetrics(deployment, [{}], [{ name: "FilesLost", unit: "Count", value: neverUploaded }], time);
}

/**
 * Fields that make a log line about the packets of one VNI a metric: per VNI, and summed over the deployment. All are
 * counts of one interval, so they can be summed.
 */
export function packetMetrics(
  deployment: string,
  vni: number,
  counters: PacketCounters,
  time: Date,
): Record<string, unknown> {
  const metrics: Metric[] = [
    { name: "PacketsCaptured", unit: "Count", value: counters.captured },
    { name: "PacketsReceived", unit: "Count", value: counters.received },
    { name: "PacketsDroppedByKernel", unit: "Count", value: counters.dropped },
    { name: "PacketsDroppedByDevice", unit: "Count", value: counters.droppedByInterface },
  ];
  return embeddedMetrics(deployment, [{}, { Vni: `${vni}` }], metrics, time);
}
