import type { CaptureState, DiskState, HealthReport, StoringFacts } from "../../../scripts/capture/health";
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
const storing: StoringFacts = { purpose: "bucket", state, untoldSeconds: 5, lostSeconds: null };
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

    expect(report).toMatchObject({
      healthy: false,
      capture: { healthy: false, problems: [problem] },
      storage: { healthy: true, problems: [] },
    });
  });

  test("is bad when one of several captures is, and names each problem", () => {
    const other = {
      ...capture,
      device: { name: "capture1", vni: 8 },
      isRunning: false,
      deviceProblems: ["it is down"],
    };

    expect(judgeHealth([capture, other], disk, storing, 30).capture.problems).toEqual([
      "VNI 8: capture1: it is down",
      "VNI 8: tcpdump is not running",
    ]);
  });

  test("is good when packets are captured and stored, with the figures for whoever asks", () => {
    expect(judgeHealth([{ ...capture, silentSeconds: 30 }], disk, storing, 30)).toEqual({
      healthy: true,
      capture: { healthy: true, problems: [] },
      storage: { healthy: true, problems: [] },
      warnings: [],
      captures: [{ vni: 7, device: "capture0", silentSeconds: 30 }],
      disk,
      storing: state,
    });
  });

  const stored = (changes: Partial<StoringState>, facts: Partial<StoringFacts> = {}) =>
    judgeHealth([capture], disk, { ...storing, state: { ...state, ...changes }, ...facts }, 30);
  const LOST = "storing: files were removed before they were uploaded, 20 s ago, to keep the disk budget";

  test("is bad while files are lost that a bucket should have had, whoever processed them, and good again later", () => {
    for (const told of [{ ...state, store: "away" as const }, null]) {
      expect(stored({}, { state: told, lostSeconds: 20 })).toMatchObject({
        healthy: false,
        capture: { healthy: true },
        storage: { healthy: false, problems: [LOST] },
      });
    }
    expect(stored({}, { lostSeconds: 601 }).healthy).toBe(true);
  });

  test("is not bad when old files make room where no bucket is set", () => {
    expect(stored({ store: "off" }, { purpose: "findings", lostSeconds: 20 }).healthy).toBe(true);
  });

  test("asks nothing of a storage that nobody wants", () => {
    const facts: StoringFacts = { purpose: "none", state: null, untoldSeconds: 1e6, lostSeconds: 20 };

    expect(judgeHealth([capture], disk, facts, 30)).toMatchObject({ healthy: true, warnings: [], storing: null });
  });

  test("says what the bucket answered, and stays good while there is room and hope", () => {
    expect(stored({ store: "away", problem: "connect ECONNREFUSED" })).toMatchObject({
      healthy: true,
      warnings: ["storing: connect ECONNREFUSED"],
    });
  });

  const waiting = (seconds: number) => ({ files: 9, bytes: 1, seconds });
  test.each<[string, (seconds: number) => HealthReport, number, number, (seconds: number) => string]>([
    [
      "nothing is heard of processing",
      (seconds) => stored({}, { untoldSeconds: seconds }),
      120,
      600,
      (seconds) => `storing: nothing was heard of processing for ${seconds} s; see systemctl status tls-mirror-process`,
    ],
    [
      "processing has never been heard of",
      (seconds) => stored({}, { state: null, untoldSeconds: seconds }),
      120,
      600,
      (seconds) => `storing: nothing was heard of processing for ${seconds} s; see systemctl status tls-mirror-process`,
    ],
    [
      "processing is slower than capturing",
      (seconds) => stored({ backlog: waiting(seconds) }),
      600,
      1_800,
      (seconds) => `storing: processing is behind by 9 files, the oldest finished ${seconds} s ago`,
    ],
    [
      "nothing is uploaded",
      (seconds) => stored({ outbox: waiting(seconds) }),
      600,
      1_800,
      (seconds) => `storing: 9 files wait to be uploaded, the oldest for ${seconds} s`,
    ],
  ])("warns at first when %s, and is bad when that lasts", (_what, after, warnedAfter, badAfter, text) => {
    expect(after(warnedAfter)).toMatchObject({ healthy: true, warnings: [] });
    expect(after(warnedAfter + 1)).toMatchObject({ healthy: true, warnings: [text(warnedAfter + 1)] });
    expect(after(badAfter)).toMatchObject({ healthy: true, warnings: [text(badAfter)] });
    expect(after(badAfter + 1)).toMatchObject({
      healthy: false,
      capture: { healthy: true },
      storage: { healthy: false, problems: [text(badAfter + 1)] },
      warnings: [],
    });
  });

  test("never turns bad for what waits where no bucket is set, and warns of processing that is behind or silent", () => {
    const files = { backlog: waiting(1e6), outbox: waiting(1e6) };

    expect(stored(files, { purpose: "findings", untoldSeconds: 1e6 })).toMatchObject({
      healthy: true,
      warnings: [expect.stringContaining("nothing was heard"), expect.stringContaining("processing is behind")],
    });
  });
});
