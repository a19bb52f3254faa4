import type { Metric } from "../capture/embedded-metrics";
import { embeddedMetrics } from "../capture/embedded-metrics";
import type { ProcessEvent, StoringCounts } from "./events";

/** Fields that make the lines of {@link ProcessEvent} metrics of the deployment. */
export function eventMetrics(deployment: string, event: ProcessEvent, time: Date): Record<string, unknown> {
  switch (event.event) {
    case "storing":
      return embeddedMetrics(deployment, [{}], storingMetrics(event), time);
    case "handshakes-failed":
      return embeddedMetrics(
        deployment,
        [{ Cause: event.cause }],
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
