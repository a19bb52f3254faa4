import type { CaptureEvent } from "../../../scripts/capture/events";
import { jsonLine, textLine } from "../../../scripts/capture/events";

const counters = { captured: 10, received: 12, dropped: 2, droppedByInterface: 0 };

describe("the log", () => {
  test.each<[CaptureEvent, string]>([
    [
      { event: "started", vni: 7, device: "capture0", folder: "/spool/open" },
      "VNI 7: capturing on capture0 into /spool/open",
    ],
    [
      { event: "file-closed", vni: 7, file: "7-20261122T150000Z.pcap", bytes: 4711 },
      "VNI 7: closed 7-20261122T150000Z.pcap (4711 bytes)",
    ],
    [
      { event: "file-recovered", file: "7-20261122T150000Z.pcap", bytesCut: 12 },
      "kept 7-20261122T150000Z.pcap, left behind by an earlier run; 12 bytes of an incomplete packet cut off",
    ],
    [
      { event: "file-recovered", file: "7-20261122T150000Z-0.pcap", bytesCut: null },
      "removed 7-20261122T150000Z-0.pcap, left behind by an earlier run without anything in it",
    ],
    [
      { event: "packets", vni: 7, seconds: 60, ...counters },
      "VNI 7: 10 packets captured, 12 received, 2 dropped by the kernel in 60 s",
    ],
    [
      { event: "packets", vni: 7, seconds: 60, ...counters, droppedByInterface: 3 },
      "VNI 7: 10 packets captured, 12 received, 2 dropped by the kernel and 3 by the device in 60 s",
    ],
    [
      { event: "tcpdump-replaced", vni: 7, reason: "its file was overdue" },
      "VNI 7: another tcpdump took over, since its file was overdue",
    ],
    [
      { event: "tcpdump-ended", vni: 7, status: "SIGKILL", message: "", retrySeconds: 2 },
      "VNI 7: tcpdump ended (SIGKILL), next try in 2 s: ",
    ],
    [
      { event: "tcpdump-not-replaced", vni: 7, reason: "the settings changed", message: "no socket", retrySeconds: 4 },
      "VNI 7: another tcpdump should take over, since the settings changed, and did not start; next try in 4 s: no socket",
    ],
    [
      { event: "step-failed", step: "keeping the disk budget", message: "EIO: i/o error" },
      "keeping the disk budget failed, and is tried again: EIO: i/o error",
    ],
    [
      { event: "files-removed", files: 3, bytes: 4711, last: "closed/7-20261122T150000Z.pcap", neverUploaded: 2 },
      "removed 3 files (4711 bytes, up to closed/7-20261122T150000Z.pcap) to keep the disk budget; 2 were nowhere else",
    ],
    [
      { event: "paused", freeBytes: 5, neededBytes: 9 },
      "stopped capturing: 5 bytes are free, and 9 are needed for the next files",
    ],
    [
      { event: "settings-reloaded", applied: [], needRestart: ["vnis", "healthPort"] },
      "settings read again: nothing changed, vnis, healthPort will change at a restart",
    ],
    [
      { event: "settings-refused", message: "capture.json: a setting is not usable." },
      "settings NOT changed, the old ones stay: capture.json: a setting is not usable.",
    ],
    [{ event: "self-test", vni: 7, passed: true }, "VNI 7: a frame sent to the device was found in the capture file"],
    [{ event: "self-test", vni: 7, passed: false }, "VNI 7: a frame sent to the device did NOT reach the capture file"],
    [
      { event: "appliance", seconds: 60, outsidePackets: 12, usedBytes: 5, budgetBytes: 10, freeBytes: 7 },
      "12 UDP packets came for no VNI of ours in 60 s; captures take 5 bytes, 7 are free",
    ],
    [{ event: "health", healthy: true, problems: [], warnings: [] }, "healthy"],
    [{ event: "health", healthy: false, problems: ["this", "that"], warnings: [] }, "NOT healthy: this; that"],
    [
      { event: "stopped", vni: 7, ...counters },
      "VNI 7: stopped after 10 packets captured, 12 received, 2 dropped by the kernel",
    ],
  ])("tells %j in a sentence", (event, sentence) => {
    expect(textLine(event)).toBe(sentence);
  });

  test("is one JSON object a line for a journal", () => {
    const line = jsonLine({ event: "started", vni: 7, device: "capture0", folder: "/spool" }, "shop", new Date(0));

    expect(JSON.parse(line)).toEqual({
      time: "1970-01-01T00:00:00.000Z",
      event: "started",
      vni: 7,
      device: "capture0",
      folder: "/spool",
    });
    expect(line).not.toContain("\n");
  });

  test("tells packet counts as metrics of the deployment too", () => {
    const line = jsonLine({ event: "packets", vni: 7, seconds: 60, ...counters }, "shop", new Date(5));

    expect(JSON.parse(line)).toMatchObject({
      event: "packets",
      vni: 7,
      _aws: { Timestamp: 5 },
      Deployment: "shop",
      Vni: "7",
      PacketsDroppedByKernel: 2,
    });
  });

  test.each<[CaptureEvent, string]>([
    [
      { event: "appliance", seconds: 60, outsidePackets: 12, usedBytes: 5, budgetBytes: 10, freeBytes: 7 },
      "PacketsOutsideVnis",
    ],
    [{ event: "files-removed", files: 14, bytes: 1, last: "closed/a", neverUploaded: 12 }, "FilesLost"],
  ])("makes a metric of the deployment of %j", (event, name) => {
    const line = JSON.parse(jsonLine(event, "shop", new Date(0))) as Record<string, unknown>;

    expect(line).toMatchObject({ Deployment: "shop", [name]: 12 });
    expect(line["_aws"]).toMatchObject({
      CloudWatchMetrics: [{ Namespace: "TlsMirror", Dimensions: [["Deployment"]] }],
    });
  });
});
