import { METRICS_NAMESPACE } from "../../modules/contracts";
import type { ProcessEvent, StoringCounts } from "./events";

/**
 * What is processed and stored, in CloudWatch's embedded metric format.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */

interface Metric {
  readonly name: string;
  readonly unit: "Count" | "Bytes" | "Seconds";
  readonly value: number;
}

/** Fields that make the lines of {@link ProcessEvent} metrics of the deployment. */
export function eventMetrics(deployment: string, event: ProcessEvent, time: Date): Record<string, unknown> {
  switch (event.event) {
    case "storing":
      return embedded({ Deployment: deployment }, storingMetrics(event), time);
    case "handshakes-failed":
      return embedded(
        { Deployment: deployment, Cause: event.cause },
        [{ name: "HandshakesFailed", unit: "Count", value: event.count }],
        time,
      );
    default:
      return {};
  }
}

function storingMetrics({ backlog, outbox, uploads, truncatedPackets, records }: StoringCounts): Metric[] {
  const { outcomes } = records;
  return [
    { name: "HandshakesCompleted", unit: "Count", value: outcomes.completed },
    { name: "HandshakesFailed", unit: "Count", value: outcomes.failed },
    { name: "ConnectionsNotTls", unit: "Count", value: outcomes["not-tls"] },
    { name: "ConnectionsUndetermined", unit: "Count", value: outcomes.undetermined },
    { name: "PacketsTruncated", unit: "Count", value: truncatedPackets },
    { name: "ProcessingBacklogFiles", unit: "Count", value: backlog.files },
    { name: "ProcessingBacklogBytes", unit: "Bytes", value: backlog.bytes },
    { name: "ProcessingBacklogAge", unit: "Seconds", value: backlog.seconds },
    { name: "SpoolFiles", unit: "Count", value: outbox.files },
    { name: "SpoolBytes", unit: "Bytes", value: outbox.bytes },
    { name: "UploadLag", unit: "Seconds", value: outbox.seconds },
    { name: "FilesUploaded", unit: "Count", value: uploads.files },
    { name: "BytesUploaded", unit: "Bytes", value: uploads.bytes },
    { name: "UploadFailures", unit: "Count", value: uploads.failures },
  ];
}

function embedded(
  dimensions: Readonly<Record<string, string>>,
  metrics: readonly Metric[],
  time: Date,
): Record<string, unknown> {
  return {
    _aws: {
      Timestamp: time.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: METRICS_NAMESPACE,
          Dimensions: [Object.keys(dimensions)],
          Metrics: metrics.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
  };
}
