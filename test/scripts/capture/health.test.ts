import type { CaptureState, DiskState, StoringFacts } from "../../../scripts/capture/health";
import { judgeHealth } from "../../../scripts/capture/health";
import type { StoringState } from "../../../scripts/capture/storing";

const capture: CaptureState = {
  device: { name: "capture0", vni: 7 },
  isRunning: true,
  deviceProblems: [],
  silentSeconds: 4,
};
const state: StoringState = {
  timeMs: 1e12,
  backlog: { files: 0, bytes: 0, seconds: 0 },
  outbox: { files: 0, bytes: 0, seconds: 0 },
  store: "reached",
  problem: null,
};
const storing: StoringFacts = { state, lostSeconds: null, nowMs: 1e12 + 5_000 };
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
    const report = judgeHealth([{ ...capture, ...captureFault }], { ...disk, ...diskFault }, storing, 30);

    expect(report).toMatchObject({ healthy: false, problems: [problem] });
  });

  test("is bad when one of several captures is, and names each problem", () => {
    const other = {
      ...capture,
      device: { name: "capture1", vni: 8 },
      isRunning: false,
      deviceProblems: ["it is down"],
    };

    expect(judgeHealth([capture, other], disk, storing, 30).problems).toEqual([
      "VNI 8: capture1: it is down",
      "VNI 8: tcpdump is not running",
    ]);
  });

  test("is good when packets are captured and stored, with the figures for whoever asks", () => {
    expect(judgeHealth([{ ...capture, silentSeconds: 30 }], disk, storing, 30)).toEqual({
      healthy: true,
      problems: [],
      warnings: [],
      captures: [{ vni: 7, device: "capture0", silentSeconds: 30 }],
      disk,
      storing: state,
    });
  });

  const stored = (changes: Partial<StoringState>, lostSeconds: number | null = null) =>
    judgeHealth([capture], disk, { ...storing, state: { ...state, ...changes }, lostSeconds }, 30);

  test("is bad while files are lost that a bucket should have had, and good again later", () => {
    const message = "storing: files were removed before they were uploaded, 20 s ago, to keep the disk budget";

    expect(stored({ store: "away" }, 20)).toMatchObject({ healthy: false, problems: [message] });
    expect(stored({ store: "reached" }, 601).healthy).toBe(true);
  });

  test("is not bad when old files make room where no bucket is set, or nothing processes them", () => {
    expect(stored({ store: "off" }, 20).healthy).toBe(true);
    expect(judgeHealth([capture], disk, { ...storing, state: null, lostSeconds: 20 }, 30)).toMatchObject({
      healthy: true,
      storing: null,
    });
  });

  test.each<[string, Partial<StoringState>, string]>([
    [
      "the bucket cannot be reached",
      { store: "away", problem: "connect ECONNREFUSED" },
      "storing: connect ECONNREFUSED",
    ],
    [
      "processing is silent",
      { timeMs: 1e12 - 120_000 },
      "nothing was heard of processing for 125 s; see systemctl status tls-mirror-process",
    ],
    [
      "processing is slower than capturing",
      { backlog: { files: 9, bytes: 1, seconds: 601 } },
      "processing is behind by 9 files, the oldest finished 601 s ago",
    ],
  ])("warns, and stays good while there is room, when %s", (_what, changes, warning) => {
    expect(stored(changes)).toMatchObject({ healthy: true, problems: [], warnings: [warning] });
  });
});
