import { METRICS_NAMESPACE } from "../../modules/contracts";
import type { PacketCounters } from "./counters";

/**
 * Packet counts in CloudWatch's embedded metric format: a log line that CloudWatch turns into metrics.
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
