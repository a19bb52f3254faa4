import type { CaptureState, DiskState } from "../../../scripts/capture/health";
import { judgeHealth } from "../../../scripts/capture/health";

const capture: CaptureState = {
  device: { name: "capture0", vni: 7 },
  isRunning: true,
  deviceProblems: [],
  silentSeconds: 4,
};
const disk: DiskState = { usedBytes: 10, budgetBytes: 1_000, freeBytes: 500, neededBytes: 100 };

describe("the appliance's health", () => {
  test.each<[string, Partial<CaptureState>, Partial<DiskState>, string]>([
    ["tcpdump has ended", { isRunning: false, silentSeconds: null }, {}, "VNI 7: tcpdump is not running"],
    ["the device is down", { deviceProblems: ["it is down"] }, {}, "VNI 7: capture0: it is down"],
    [
      "nothing was ever captured",
      { silentSeconds: null },
      {},
      "VNI 7: neither a packet nor a probe has been captured yet",
    ],
    [
      "nothing is captured any more",
      { silentSeconds: 31 },
      {},
      "VNI 7: neither a packet nor a probe was captured for more than 30 s",
    ],
    ["the disk is full", {}, { freeBytes: 99 }, "disk: 99 bytes are free, and 100 are needed for the next files"],
  ])("is bad when %s", (_what, captureFault, diskFault, problem) => {
    const report = judgeHealth([{ ...capture, ...captureFault }], { ...disk, ...diskFault }, 30);

    expect(report).toMatchObject({ healthy: false, problems: [problem] });
  });

  test("is bad when one of several captures is, and names each problem", () => {
    const other = {
      ...capture,
      device: { name: "capture1", vni: 8 },
      isRunning: false,
      deviceProblems: ["it is down"],
    };

    expect(judgeHealth([capture, other], disk, 30).problems).toEqual([
      "VNI 8: capture1: it is down",
      "VNI 8: tcpdump is not running",
    ]);
  });

  test("is good when packets are captured and stored, with the figures for whoever asks", () => {
    expect(judgeHealth([{ ...capture, silentSeconds: 30 }], disk, 30)).toEqual({
      healthy: true,
      problems: [],
      captures: [{ vni: 7, device: "capture0", silentSeconds: 30 }],
      disk,
    });
  });
});
