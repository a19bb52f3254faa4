import type { CloudwatchMetricAlarmMetricQuery } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Token } from "cdktf";
import { METRICS_NAMESPACE } from "../../contracts";

/** What an appliance measures each minute, in the namespace `TlsMirror` with the dimension `Deployment`. */
export const CaptureMetric = {
  PACKETS_CAPTURED: "PacketsCaptured",
  /** Also with the dimension `Vni`. */
  PACKETS_RECEIVED: "PacketsReceived",
  PACKETS_DROPPED_BY_KERNEL: "PacketsDroppedByKernel",
  PACKETS_DROPPED_BY_DEVICE: "PacketsDroppedByDevice",
  HANDSHAKES_COMPLETED: "HandshakesCompleted",
  HANDSHAKES_FAILED: "HandshakesFailed",
  /** Finished captures that were not analyzed yet, in bytes. */
  PROCESSING_BACKLOG_BYTES: "ProcessingBacklogBytes",
  /** Age of the oldest of them, in seconds; 0 where there is none. */
  PROCESSING_BACKLOG_AGE: "ProcessingBacklogAge",
  /** Results that were not uploaded yet, in bytes. */
  SPOOL_BYTES: "SpoolBytes",
  /** Age of the oldest of them, in seconds; 0 where there is none. */
  UPLOAD_LAG: "UploadLag",
} as const;

/** Frames that an appliance sends to itself on an idle link, a minute and VNI; they count as received. */
export const PROBES_PER_MINUTE = 6;

/** How much of its disk budget the fullest appliance holds because it is not uploaded yet, in percent: queries for an alarm. */
export function diskUsedPercent(deployment: string, diskBudgetBytes: number): CloudwatchMetricAlarmMetricQuery[] {
  const fullest = (id: string, metricName: string) => ({
    id,
    metric: {
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensions: { Deployment: deployment },
      period: 60,
      stat: "Maximum",
    },
  });
  return [
    fullest("backlog", CaptureMetric.PROCESSING_BACKLOG_BYTES),
    fullest("spool", CaptureMetric.SPOOL_BYTES),
    {
      id: "used",
      label: "Disk budget used, in percent",
      expression: `100 * (backlog + spool) / ${Token.asString(diskBudgetBytes)}`,
      returnData: true,
    },
  ];
}
