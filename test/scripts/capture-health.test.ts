import { rm } from "node:fs/promises";
import { join } from "node:path";
import { requires } from "../support/requirements";
import { bundledCapture, HEALTH_PORT, LAB_NEEDS, MirrorLab, VNIS } from "./capture/mirror-lab";

jest.setTimeout(60_000);

let files: Awaited<ReturnType<typeof bundledCapture>>;
beforeAll(async () => {
  files = await bundledCapture();
});
afterAll(() => rm(files.work, { recursive: true, force: true }));

requires(LAB_NEEDS)("the health of a capture in a network namespace", () => {
  let lab: MirrorLab;
  beforeEach(async () => {
    lab = await MirrorLab.make(files);
  });
  afterEach(() => lab.remove());

  test("proves itself with a frame of its own at the start, and is healthy then", async () => {
    const capture = await lab.start("--health-port", `${HEALTH_PORT}`);
    await capture.told((event) => event.event === "self-test" && event.vni === VNIS[0] && event.passed);
    await capture.told((event) => event.event === "self-test" && event.vni === VNIS[1] && event.passed);

    await lab.healthTurns(200, /^$/);
    expect(await capture.stop("SIGTERM")).toBe(0);
  });

  test("proves itself also where its frame comes to begin the next file", async () => {
    const capture = await lab.start("--health-port", `${HEALTH_PORT}`, "--rotation-seconds", "1");
    await capture.told((event) => event.event === "self-test" && event.vni === VNIS[0]);

    expect(capture.events).toContainEqual(expect.objectContaining({ event: "self-test", vni: VNIS[0], passed: true }));
  });

  test("is unhealthy while its device is down, and healthy again afterwards", async () => {
    const capture = await lab.start("--health-port", `${HEALTH_PORT}`, "--report-seconds", "1");
    await lab.healthTurns(200, /^$/);
    await lab.appliance.must("ip", ["link", "set", "capture1", "down"]);
    await lab.healthTurns(503, /^VNI 16777215: capture1: it is down$/m);
    await lab.appliance.must("ip", ["link", "set", "capture1", "up"]);
    await lab.healthTurns(200, /^$/);

    expect(await capture.stop("SIGTERM")).toBe(0);
  });

  test("is unhealthy while neither packets nor its own frames arrive, and says so in the log", async () => {
    const capture = await lab.start("--health-port", `${HEALTH_PORT}`, "--report-seconds", "1");
    await lab.healthTurns(200, /^$/);
    // What a firewall rule or a foreign program on the port would do. A missing device would be made again meanwhile.
    capture.signal("SIGSTOP");
    await lab.appliance.must("ip", ["link", "set", "capture0", "down"]);
    await lab.appliance.must("ip", ["link", "del", "capture0"]);
    await lab.appliance.must("ip", ["link", "add", "capture0", "type", "vxlan", "id", "5", "dstport", "4789"]);
    capture.signal("SIGCONT");
    await lab.healthTurns(503, /^VNI 4660: tcpdump is not running$/m);
    await lab.healthTurns(503, /^VNI 4660: capture0: it receives VNI 5$/m);
    await capture.told((event) => event.event === "health" && !event.healthy);
  });

  test("is refused on a health port that is taken", async () => {
    await lab.start("--health-port", `${HEALTH_PORT}`);
    const vni = ["--vni", "4660", "--folder", join(lab.work, "other"), "--health-port", `${HEALTH_PORT}`];
    const { status, stderr } = await lab.appliance.run(process.execPath, [lab.bundle, ...vni]);

    expect(status).toBe(2);
    expect(stderr).toMatch(/^TCP port 18080 cannot be opened for the health check \(listen EADDRINUSE/);
  });

  test("keeps its settings when it is told to read broken ones, and follows them when they are mended", async () => {
    const capture = lab.startWith(await lab.writeSettings());
    await capture.told((event) => event.event === "health" || event.event === "self-test", 2);
    await lab.mirrorInto(VNIS[0]);
    const before = await lab.send("before", 20);

    await lab.writeSettings({ rotationSeconds: 0 });
    capture.signal("SIGHUP");
    await capture.told(
      (event) => event.event === "settings-refused" && event.message.includes('"rotationSeconds" must be'),
    );
    await lab.writeSettings({ rotationSeconds: 1, vnis: [VNIS[0]] });
    capture.signal("SIGHUP");
    await capture.told(
      (event) =>
        event.event === "settings-reloaded" &&
        event.applied.join() === "rotationSeconds" &&
        event.needRestart.join() === "vnis",
    );
    await capture.told((event) => event.event === "file-closed" && event.vni === VNIS[1], 2);
    const after = await lab.send("after", 20);

    expect(await capture.stop("SIGTERM")).toBe(0);
    expect(await lab.captured(VNIS[0])).toEqual([...before, ...after]);
  });
});
