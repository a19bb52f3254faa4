import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { requires } from "../support/requirements";
import { bundledCapture, HEALTH_PORT, LAB_NEEDS, MirrorLab, VNIS } from "./capture/mirror-lab";
import type { RunningCapture } from "./capture/running-capture";

jest.setTimeout(60_000);

let files: Awaited<ReturnType<typeof bundledCapture>>;
beforeAll(async () => {
  files = await bundledCapture();
});
afterAll(() => rm(files.work, { recursive: true, force: true }));

/** Stands in front of tcpdump, and does as the file says that is named: fails, or neither begins nor ends. */
const STAND_IN = `#!/bin/sh
case "$(cat "$TROUBLE" 2>/dev/null)" in
  fail) echo "tcpdump: no socket for a test" >&2; exit 1 ;;
  hang) exec sleep 1000 ;;
esac
PATH=\${PATH#*:}
exec tcpdump "$@"
`;

requires(LAB_NEEDS)("a capture in trouble, as a service", () => {
  let lab: MirrorLab;
  beforeEach(async () => {
    lab = await MirrorLab.make(files);
    await lab.mirrorInto(VNIS[0]);
  });
  afterEach(() => lab.remove());

  const started = (capture: RunningCapture, vni: number, count = 1) =>
    capture.told((event) => event.event === "started" && event.vni === vni, count);

  /** Starts a capture whose tcpdump is in the trouble that is named later. */
  async function startTroubled(): Promise<{ capture: RunningCapture; trouble: (what: string) => Promise<void> }> {
    const path = join(lab.folder, "trouble");
    await writeFile(join(lab.folder, "tcpdump"), STAND_IN);
    await chmod(join(lab.folder, "tcpdump"), 0o755);
    const environment = { PATH: `${lab.folder}:${process.env["PATH"] ?? ""}`, TROUBLE: path };
    const settings = await lab.writeSettings();
    const capture = lab.runIn(environment, "--settings", settings, "--report-seconds", "1");
    return { capture, trouble: (what) => writeFile(path, what) };
  }

  test("captures the other VNIs while one cannot be captured, tells which, and takes it up when it can", async () => {
    // Whoever else has the VNI on this port.
    const foreign = ["link", "add", "foreign0", "type", "vxlan", "id", `${VNIS[1]}`, "dstport", "4789"];
    await lab.appliance.must("ip", foreign);
    const capture = lab.run("--settings", await lab.writeSettings(), "--report-seconds", "1");
    await started(capture, VNIS[0]);
    await lab.healthTurns(503, /^VNI 16777215: capture1: it does not exist\nVNI 16777215: tcpdump is not running$/);
    const first = await lab.send("first", 50);

    await lab.appliance.must("ip", ["link", "del", "foreign0"]);
    await started(capture, VNIS[1]);
    await lab.healthTurns(200, /^$/);
    await lab.mirrorInto(VNIS[1]);
    const second = await lab.send("second", 50);
    expect(await capture.stop("SIGTERM")).toBe(0);

    expect(await lab.captured(VNIS[0])).toEqual(first);
    expect(await lab.captured(VNIS[1])).toEqual(second);
    expect(capture.events).toContainEqual(
      expect.objectContaining({ event: "tcpdump-ended", vni: VNIS[1], status: "did not start" }),
    );
  });

  test.each([
    ["fails", "fail", "tcpdump: no socket for a test"],
    ["never begins", "hang", "it had not begun after 10 s"],
  ])("goes on with the running tcpdump while the next one %s, and is cut as asked later", async (_, what, message) => {
    const { capture, trouble } = await startTroubled();
    for (const vni of VNIS) await started(capture, vni);
    await trouble(what);
    await lab.writeSettings({ rotationSeconds: 1 });
    capture.signal("SIGHUP");
    await capture.told(
      (event) => event.event === "tcpdump-not-replaced" && event.vni === VNIS[0] && event.message.includes(message),
    );
    const during = await lab.send("during", 50);
    await lab.healthTurns(200, /^$/);

    await trouble("none");
    await capture.told((event) => event.event === "tcpdump-replaced" && event.vni === VNIS[0]);
    await capture.told((event) => event.event === "file-closed" && event.vni === VNIS[0], 2);
    const after = await lab.send("after", 50);
    expect(await capture.stop("SIGTERM")).toBe(0);
    expect(await lab.captured(VNIS[0])).toEqual([...during, ...after]);
  });

  test("starts a tcpdump that was killed at once, waits longer each time it ends again, and tells so", async () => {
    const capture = lab.run("--settings", await lab.writeSettings({ vnis: [VNIS[0]] }), "--report-seconds", "1");
    for (let start = 1; start <= 4; start++) {
      await started(capture, VNIS[0], start);
      for (const pid of await lab.tcpdumps()) process.kill(pid, "SIGKILL");
    }
    await lab.healthTurns(503, /^VNI 4660: tcpdump is not running$/);
    await started(capture, VNIS[0], 5);
    await lab.healthTurns(200, /^$/);

    const waits = capture.events.flatMap((event) => (event.event === "tcpdump-ended" ? [event.retrySeconds] : []));
    expect(waits).toEqual([0, 1, 2, 4]);
  });

  test("stops in time while many VNIs are started again and no frame comes back", async () => {
    const vnis = Array.from({ length: 14 }, (_, index) => index + 1);
    const settings = await lab.writeSettings({ vnis, diskBudgetBytes: 1_000_000_000 });
    const capture = lab.run("--settings", settings, "--health-port", `${HEALTH_PORT}`);
    await capture.told((event) => event.event === "self-test", vnis.length);
    await lab.appliance.must("ip", ["link", "set", "lo", "down"]);
    for (const pid of await lab.tcpdumps()) process.kill(pid, "SIGKILL");
    await capture.told((event) => event.event === "started", vnis.length + 1);

    // One after the other, the self-tests would take longer than this test may.
    expect(await capture.stop("SIGTERM")).toBe(0);
  });
});
