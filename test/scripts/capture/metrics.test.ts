import { packetMetrics } from "../../../scripts/capture/metrics";

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
