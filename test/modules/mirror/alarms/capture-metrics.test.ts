import { CaptureMetric } from "../../../../modules/mirror/alarms/capture-metrics";
import { NO_PACKETS } from "../../../../scripts/capture/counters";
import { packetMetrics } from "../../../../scripts/capture/metrics";

describe("the metrics that alarms and scaling look at", () => {
  test("are named as the appliance names its packet counts, with the same dimensions", () => {
    const told = packetMetrics("demo", 7, NO_PACKETS, new Date(0));

    expect(told).toMatchObject({ Deployment: "demo", Vni: "7" });
    expect(Object.keys(told)).toEqual(
      expect.arrayContaining([
        CaptureMetric.PACKETS_CAPTURED,
        CaptureMetric.PACKETS_RECEIVED,
        CaptureMetric.PACKETS_DROPPED_BY_KERNEL,
        CaptureMetric.PACKETS_DROPPED_BY_DEVICE,
      ]),
    );
    expect(told["_aws"]).toMatchObject({
      CloudWatchMetrics: [{ Namespace: "TlsMirror", Dimensions: [["Deployment"], ["Deployment", "Vni"]] }],
    });
  });
});
