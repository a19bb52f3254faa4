import { spawnSync } from "node:child_process";
import { chmod, chown, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { CaptureEvent } from "../../scripts/capture/events";
import { requires } from "../support/requirements";
import { bundledCapture, LAB_NEEDS, MirrorLab, VNIS } from "./capture/mirror-lab";

jest.setTimeout(60_000);

let files: Awaited<ReturnType<typeof bundledCapture>>;
beforeAll(async () => {
  files = await bundledCapture();
});
afterAll(() => rm(files.work, { recursive: true, force: true }));

/** The user of no files, in Debian and Amazon Linux alike. */
const NOBODY = 65_534;

describe("the capture command", () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [files.bundle, ...args], { encoding: "utf8" });

  test("ends with status 2 and no stack for a flag it does not know", () => {
    const { status, stderr, stdout } = run("--vin", "7");

    expect(status).toBe(2);
    expect(stderr).toMatch(/^Unknown option '--vin'.*\nRun with --help for the flags\.\n$/);
    expect(stdout).toBe("");
  });

  test("ends with status 2 and no stack without settings", () => {
    const { status, stderr } = run("--settings", join(files.work, "none.json"));

    expect(status).toBe(2);
    expect(stderr).toMatch(/none\.json: the settings cannot be read \(ENOENT.*\n.*--vni N\.\n$/);
  });

  test("explains its flags", () => {
    const { status, stdout } = run("--help");

    expect(status).toBe(0);
    expect(stdout).toContain("--rotation-seconds N");
  });
});

requires(LAB_NEEDS)("a capture in a network namespace", () => {
  let lab: MirrorLab;
  beforeEach(async () => {
    lab = await MirrorLab.make(files);
  });
  afterEach(() => lab.remove());

  test("finds every mirrored packet in the files of its VNI, stopped in the middle of it", async () => {
    const capture = await lab.start();
    await lab.mirrorInto(VNIS[0]);
    const first = await lab.send("first", 500);
    await lab.mirrorInto(VNIS[1]);
    const second = await lab.send("second", 300);

    expect(await capture.stop("SIGTERM")).toBe(0);

    expect(await lab.captured(VNIS[0])).toEqual(first);
    expect(await lab.captured(VNIS[1])).toEqual(second);
    expect(await readdir(join(lab.folder, "open"))).toEqual([]);
    expect(capture.events.filter((event) => event.event === "stopped").sort(byVni)).toEqual([
      expect.objectContaining({ vni: VNIS[0], captured: 500, received: 500, dropped: 0 }),
      expect.objectContaining({ vni: VNIS[1], captured: 300, received: 300, dropped: 0 }),
    ]);
  });

  test("does not receive a VNI that nobody asked for, and counts what came for it", async () => {
    const capture = await lab.start("--report-seconds", "1");
    await lab.mirrorInto(VNIS[0]);
    await lab.send("wanted", 20);
    await lab.mirrorInto(99);
    await lab.send("stray", 10);
    const outside = () =>
      capture.events.reduce((sum, event) => sum + (event.event === "appliance" ? event.outsidePackets : 0), 0);
    await capture.told((event) => event.event === "appliance" && outside() >= 10);
    await capture.told((event) => event.event === "appliance", 4);

    expect(outside()).toBe(10);

    expect(await capture.stop("SIGINT")).toBe(0);
    expect((await lab.captured(VNIS[0])).filter((mark) => mark.includes("stray"))).toEqual([]);
    expect(await lab.captured(VNIS[1])).toEqual([]);
  });

  test("ends by itself after the time asked for", async () => {
    const capture = await lab.start("--seconds", "1");

    expect(await capture.ended).toBe(0);
    expect(await readdir(join(lab.folder, "open"))).toEqual([]);
  });

  test("is refused in a lab.folder where another one writes", async () => {
    await lab.start();
    const { status, stderr } = await lab.appliance.run(process.execPath, [
      lab.bundle,
      "--vni",
      "4660",
      "--folder",
      lab.folder,
    ]);

    expect(status).toBe(2);
    expect(stderr).toContain(`${lab.folder}: another capture is writing there.`);
  });

  test("is refused on a device that receives another VNI, with the way to remove it", async () => {
    await lab.appliance.must("ip", ["link", "add", "capture0", "type", "vxlan", "id", "7", "dstport", "4789"]);
    const { status, stderr } = await lab.appliance.run(process.execPath, [
      lab.bundle,
      "--vni",
      "4660",
      "--folder",
      lab.folder,
    ]);

    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^Network device capture0 cannot receive VNI 4660: it receives VNI 7; .*\nRemove it with "ip link del capture0"/,
    );
  });

  test("needs no more than CAP_NET_RAW once its devices are prepared", async () => {
    const vnis = VNIS.flatMap((vni) => ["--vni", `${vni}`]);
    await lab.appliance.must("ip", ["link", "add", "capture0", "type", "vxlan", "id", "7", "dstport", "4789"]);
    const prepared = await lab.appliance.must(process.execPath, [lab.bundle, ...vnis, "--prepare"]);
    expect(prepared).toBe(
      "capture0 receives VNI 4660, capture1 receives VNI 16777215; receive offload is off on eth0\n",
    );

    await chmod(lab.work, 0o755);
    await chown(lab.folder, NOBODY, NOBODY);
    const user = ["--reuid", `${NOBODY}`, "--regid", `${NOBODY}`, "--clear-groups"];
    const capabilities = ["--bounding-set", "-all,+net_raw", "--inh-caps", "+net_raw", "--ambient-caps", "+net_raw"];
    const command = [process.execPath, lab.bundle, ...vnis, "--folder", lab.folder, "--seconds", "1"];
    const { status, stderr } = await lab.appliance.run("setpriv", [...user, ...capabilities, ...command]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(await readdir(join(lab.folder, "closed"))).toHaveLength(2);
  });

  test("without CAP_NET_ADMIN asks for devices that are not there", async () => {
    const bounded = ["--bounding-set", "-all,+net_raw", process.execPath, lab.bundle, "--vni", "4660"];
    const { status, stderr } = await lab.appliance.run("setpriv", [...bounded, "--folder", lab.folder]);

    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^Network device capture0 for VNI 4660 does not exist, and creating it needs CAP_NET_ADMIN\./,
    );
  });

  test("without CAP_NET_RAW is refused before anything is changed", async () => {
    const bounded = ["--bounding-set", "-all", process.execPath, lab.bundle, "--vni", "4660", "--folder", lab.folder];
    const { status, stderr } = await lab.appliance.run("setpriv", bounded);

    expect(status).toBe(2);
    expect(stderr).toMatch(/^CAP_NET_RAW is missing, and it is needed to capture packets\./);
    expect(await readdir(lab.folder)).toEqual([]);
  });
});

function byVni(a: CaptureEvent, b: CaptureEvent): number {
  return "vni" in a && "vni" in b ? a.vni - b.vni : 0;
}
