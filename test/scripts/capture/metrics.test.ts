import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { applianceMetrics, packetMetrics, removalMetrics } from "../../../scripts/capture/metrics";
import { eventMetrics } from "../../../scripts/process/metrics";

const counters = { captured: 10, received: 12, dropped: 2, droppedByInterface: 1 };
const fields = packetMetrics("shop-prod", 4660, counters, new Date(1_700_000_000_123));

describe("packet counts as metrics", () => {
  const { _aws: directive, ...targets } = fields as {
    _aws: {
      Timestamp: number;
      CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[];
    };
  } & Record<string, unknown>;
  const [metrics] = directive.CloudWatchMetrics;

  test("go to the project's namespace, by VNI and by deployment, at the time of the count", () => {
    expect(directive.Timestamp).toBe(1_700_000_000_123);
    expect(metrics?.Namespace).toBe("TlsMirror");
    expect(metrics?.Dimensions).toEqual([["Deployment"], ["Deployment", "Vni"]]);
  });

  test("have a number for each metric and a text for each dimension, as the format demands", () => {
    for (const { Name, Unit } of metrics?.Metrics ?? []) {
      expect([Name, Unit, typeof targets[Name]]).toEqual([Name, "Count", "number"]);
    }
    for (const dimension of metrics?.Dimensions.flat() ?? []) {
      expect([dimension, typeof targets[dimension]]).toEqual([dimension, "string"]);
    }
  });

  test("tell what was captured, received and lost", () => {
    expect(targets).toEqual({
      Deployment: "shop-prod",
      Vni: "4660",
      PacketsCaptured: 10,
      PacketsReceived: 12,
      PacketsDroppedByKernel: 2,
      PacketsDroppedByDevice: 1,
    });
  });
});

describe("the metrics of the appliance", () => {
  test("are all explained in its documentation", () => {
    const time = new Date(0);
    const none = { files: 0, bytes: 0, seconds: 0 };
    const records = { outcomes: { completed: 0, failed: 0, "not-tls": 0, undetermined: 0 }, failures: {} };
    const uploads = { files: 0, bytes: 0, failures: 0 };
    const disk = { outsidePackets: 0, usedBytes: 0, budgetBytes: 0, freeBytes: 0 };
    const lines = [
      fields,
      applianceMetrics("shop-prod", disk, time),
      removalMetrics("shop-prod", 1, time),
      eventMetrics(
        "shop-prod",
        { event: "storing", seconds: 60, backlog: none, outbox: none, uploads, truncatedPackets: 0, records },
        time,
      ),
      eventMetrics("shop-prod", { event: "handshakes-failed", cause: "no-common-cipher", count: 1 }, time),
    ];
    const named = lines.flatMap((line) => Object.keys(line)).filter((name) => name !== "_aws" && name !== "Deployment");
    const text = readFileSync(resolve(__dirname, "../../../docs/appliance.md"), "utf8");

    expect(named.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
