import type { ProcessEvent } from "../../../scripts/process/events";
import { jsonLine } from "../../../scripts/process/log-line";

const line = (event: ProcessEvent) => JSON.parse(jsonLine(event, "shop", new Date(5))) as Record<string, unknown>;

describe("the log of processing", () => {
  test("makes no metric of what is no count", () => {
    expect(line({ event: "process-stopped" })).toEqual({ time: "1970-01-01T00:00:00.005Z", event: "process-stopped" });
  });

  test("tells connections, backlog and uploads as metrics of the deployment, each with its unit", () => {
    const told = line({
      event: "storing",
      seconds: 60,
      backlog: { files: 1, bytes: 2, seconds: 3 },
      outbox: { files: 4, bytes: 5, seconds: 6 },
      uploads: { files: 7, bytes: 8, failures: 9 },
      truncatedPackets: 10,
      records: { outcomes: { completed: 11, failed: 12, "not-tls": 13, undetermined: 14 }, failures: {} },
    });

    expect(told).toMatchObject({
      Deployment: "shop",
      ProcessingBacklogFiles: 1,
      ProcessingBacklogAge: 3,
      SpoolBytes: 5,
      UploadLag: 6,
      UploadFailures: 9,
      PacketsTruncated: 10,
      HandshakesCompleted: 11,
      HandshakesFailed: 12,
      ConnectionsUndetermined: 14,
    });
    expect(JSON.stringify(told["_aws"])).toContain('{"Name":"UploadLag","Unit":"Seconds"}');
    expect(told["_aws"]).toMatchObject({ Timestamp: 5, CloudWatchMetrics: [{ Namespace: "TlsMirror" }] });
  });

  test("tells failed handshakes by their cause", () => {
    const told = line({ event: "handshakes-failed", cause: "server-rejected-hello", count: 3 });

    expect(told).toMatchObject({ Cause: "server-rejected-hello", HandshakesFailed: 3 });
    expect(told["_aws"]).toMatchObject({ CloudWatchMetrics: [{ Dimensions: [["Deployment", "Cause"]] }] });
  });
});
