import { METRICS_NAMESPACE } from "../../modules/contracts";
import type { PacketCounters } from "./counters";

/**
 * Counts in CloudWatch's embedded metric format: a log line that CloudWatch turns into metrics.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */

/** Names of the metrics, with the counts they tell. All are counts of one interval, so they can be summed. */
const METRICS: Readonly<Record<string, keyof PacketCounters>> = {
  PacketsCaptured: "captured",
  PacketsReceived: "received",
  PacketsDroppedByKernel: "dropped",
  PacketsDroppedByDevice: "droppedByInterface",
};

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
  const metrics = [
    { Name: "PacketsOutsideVnis", Unit: "Count", value: counts.outsidePackets },
    { Name: "DiskUsedBytes", Unit: "Bytes", value: counts.usedBytes },
    { Name: "DiskBudgetBytes", Unit: "Bytes", value: counts.budgetBytes },
    { Name: "DiskFreeBytes", Unit: "Bytes", value: counts.freeBytes },
  ];
  return ofDeployment(deployment, metrics, time);
}

/** Files that were removed before they were uploaded. */
export function removalMetrics(deployment: string, neverUploaded: number, time: Date): Record<string, unknown> {
  return ofDeployment(deployment, [{ Name: "FilesLost", Unit: "Count", value: neverUploaded }], time);
}

function ofDeployment(
  deployment: string,
  metrics: readonly { readonly Name: string; readonly Unit: string; readonly value: number }[],
  time: Date,
): Record<string, unknown> {
  return {
    _aws: {
      Timestamp: time.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: METRICS_NAMESPACE,
          Dimensions: [["Deployment"]],
          Metrics: metrics.map(({ Name, Unit }) => ({ Name, Unit })),
        },
      ],
    },
    Deployment: deployment,
    ...Object.fromEntries(metrics.map(({ Name, value }) => [Name, value])),
  };
}

/** Fields that make a log line about the packets of one VNI a metric: per VNI, and summed over the deployment. */
export function packetMetrics(
  deployment: string,
  vni: number,
  counters: PacketCounters,
  time: Date,
): Record<string, unknown> {
  const names = Object.entries(METRICS);
  return {
    _aws: {
      Timestamp: time.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: METRICS_NAMESPACE,
          Dimensions: [["Deployment"], ["Deployment", "Vni"]],
          Metrics: names.map(([Name]) => ({ Name, Unit: "Count" })),
        },
      ],
    },
    Deployment: deployment,
    // A dimension's value is text.
    Vni: `${vni}`,
    ...Object.fromEntries(names.map(([name, counter]) => [name, counters[counter]])),
  };
}
