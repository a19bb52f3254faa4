import { CaptureMetric } from "../../../../modules/mirror/alarms/capture-metrics";
import { NO_PACKETS } from "../../../../scripts/capture/counters";
import { packetMetrics } from "../../../../scripts/capture/metrics";
import { eventMetrics } from "../../../../scripts/process/metrics";

const EPOCH = new Date(0);
const NONE = { files: 0, bytes: 0, seconds: 0 };

/** Sets of dimensions, and names, of the metrics in a line of the appliance's log. */
function told(line: Record<string, unknown>) {
  const { CloudWatchMetrics: directives } = line["_aws"] as {
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[];
  };
  return directives.map(({ Namespace, Dimensions, Metrics }) => ({
    Namespace,
    Dimensions,
    names: Metrics.map(({ Name }) => Name),
  }));
}

describe("the metrics that alarms, dashboard and scaling look at", () => {
  const packets = told(packetMetrics("demo", 7, NO_PACKETS, EPOCH));
  const storing = told(
    eventMetrics(
      "demo",
      {
        event: "storing",
        seconds: 60,
        backlog: NONE,
        outbox: NONE,
        uploads: { files: 0, bytes: 0, failures: 0 },
        truncatedPackets: 0,
        records: { outcomes: { completed: 0, failed: 0, "not-tls": 0, undetermined: 0 }, failures: {} },
      },
      EPOCH,
    ),
  );

  test("are all told by the appliance under these names", () => {
    const names = [...packets, ...storing].flatMap((directive) => directive.names);

    expect(Object.values(CaptureMetric).filter((name) => !names.includes(name))).toEqual([]);
  });

  test("have the dimensions that are asked for", () => {
    expect(packets).toMatchObject([{ Namespace: "TlsMirror", Dimensions: [["Deployment"], ["Deployment", "Vni"]] }]);
    expect(storing).toMatchObject([{ Namespace: "TlsMirror", Dimensions: [["Deployment"]] }]);
  });
});
