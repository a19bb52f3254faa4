import { spawnSync } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { APPLIANCE_SETTINGS_PATH } from "../../modules/contracts";
import { requires } from "../support/requirements";
import { PACKER_FOLDER } from "./template";

const FOLDER = join(PACKER_FOLDER, "files/systemd");
const SERVICES = [
  "tls-mirror-capture.service",
  "tls-mirror-devices.service",
  "tls-mirror-process.service",
  "tls-mirror-settings.service",
];
const UNITS = [...SERVICES, "tls-mirror-settings.path"].sort();

/** Exposure by `systemd-analyze security`, in tenths: 0 is none, 100 all. */
const MAX_EXPOSURE = 25;

const unit = (name: string) => readFile(join(FOLDER, name), "utf8");

describe("the units", () => {
  test("are these", async () => {
    expect((await readdir(FOLDER)).sort()).toEqual(UNITS);
  });

  test("run as a user of their own with one capability each", async () => {
    for (const [name, capability] of [
      ["tls-mirror-capture.service", "CAP_NET_RAW"],
      ["tls-mirror-devices.service", "CAP_NET_ADMIN"],
    ] as const) {
      const lines = (await unit(name)).split("\n");

      expect(lines).toContain("User=tls-mirror");
      expect(lines).toContain(`AmbientCapabilities=${capability}`);
      expect(lines).toContain(`CapabilityBoundingSet=${capability}`);
      expect(lines).toContain("NoNewPrivileges=yes");
    }
  });

  test("analyze and upload without any capability, and give way to whatever captures", async () => {
    const lines = (await unit("tls-mirror-process.service")).split("\n");

    expect(lines).toContain("User=tls-mirror");
    expect(lines).toContain("CapabilityBoundingSet=");
    expect(lines).toContain("Nice=19");
  });

  test("let the script stop its tcpdumps itself, and have those close their files that it left behind", async () => {
    const lines = (await unit("tls-mirror-capture.service")).split("\n");

    expect(lines).toContain("KillMode=mixed");
    expect(lines).toContain("FinalKillSignal=SIGINT");
    expect(lines).toContain("TimeoutStopSec=30");
    // A script that hangs does not hear SIGINT.
    expect(lines).toContain("TimeoutStopFailureMode=abort");
  });

  test.each([
    [
      "tls-mirror-capture.service",
      ["Restart=always", "RestartSec=2", "StartLimitIntervalSec=300", "StartLimitBurst=10"],
    ],
    [
      "tls-mirror-process.service",
      ["Restart=always", "RestartSec=5", "StartLimitIntervalSec=300", "StartLimitBurst=10"],
    ],
    // Nothing else makes the devices, so this one never gives up.
    ["tls-mirror-devices.service", ["Restart=on-failure", "RestartSec=15", "StartLimitIntervalSec=0"]],
    ["tls-mirror-settings.service", ["StartLimitIntervalSec=0"]],
  ])("%s is started again within its limits", async (name, expected) => {
    const about = (line: string) => /^(Restart|StartLimit)/.test(line);

    expect((await unit(name)).split("\n").filter(about).sort()).toEqual([...expected].sort());
  });

  test.each([
    ["tls-mirror-capture.service", "WatchdogSec=180", "OOMScoreAdjust=-500"],
    ["tls-mirror-process.service", "WatchdogSec=300", "OOMScoreAdjust=500"],
  ])("%s is started again when it hangs, and memory is taken from processing first", async (name, watchdog, score) => {
    const lines = (await unit(name)).split("\n");

    expect(lines).toEqual(expect.arrayContaining([watchdog, "NotifyAccess=all", score]));
  });

  test("stop processing after the capture, which has closed its last files by then", async () => {
    const text = await unit("tls-mirror-process.service");

    expect(text).toMatch(/^Before=tls-mirror-capture\.service$/m);
    expect(text).toMatch(/^After=cloud-init\.service network\.target /m);
    // The script's own limit is a minute.
    expect(text).toMatch(/^TimeoutStopSec=90$/m);
  });

  test("watch the settings from after cloud-init wrote them until after they are first used", async () => {
    const lines = (await unit("tls-mirror-settings.path")).split("\n");

    expect(lines).toContain(`PathChanged=${APPLIANCE_SETTINGS_PATH}`);
    expect(lines).toContain("After=cloud-init.service");
    expect(lines).toContain("Before=tls-mirror-devices.service");
    // With them the unit would come before basic.target, and cloud-init comes after that in Amazon Linux.
    expect(lines).toContain("DefaultDependencies=no");
  });

  test("make the devices after the settings are written and before the capture", async () => {
    expect(await unit("tls-mirror-devices.service")).toMatch(/^After=cloud-init\.service network\.target$/m);
    // A required one that failed at first would keep the capture from ever being started.
    expect(await unit("tls-mirror-capture.service")).toMatch(
      /^Wants=tls-mirror-devices\.service\nAfter=tls-mirror-devices\.service$/m,
    );
  });
});

requires({ commands: ["systemd-analyze"] })("the units, read by systemd", () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "tls-mirror-units-"));
    await cp(FOLDER, join(root, "etc/systemd/system"), { recursive: true });
    // What the units name must exist below the root; the targets are the system's own.
    for (const path of ["usr/local/lib/tls-mirror/node", "usr/local/lib/tls-mirror/follow-settings", "bin/kill"]) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), "");
      await chmod(join(root, path), 0o755);
    }
    for (const target of ["sysinit", "basic", "shutdown", "network", "multi-user"]) {
      await writeFile(
        join(root, "etc/systemd/system", `${target}.target`),
        "[Unit]\nDescription=stands for the system's\n",
      );
    }
  });
  afterAll(() => rm(root, { recursive: true }));

  test("are understood without a remark", () => {
    const { status, stdout, stderr } = spawnSync("systemd-analyze", ["verify", `--root=${root}`, ...UNITS], {
      encoding: "utf8",
    });

    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test.each(SERVICES)("%s is exposed to little", (name) => {
    const { status, stdout } = spawnSync(
      "systemd-analyze",
      ["security", "--offline=true", `--root=${root}`, `--threshold=${MAX_EXPOSURE}`, name],
      { encoding: "utf8" },
    );

    expect(stdout).toContain(`Overall exposure level for ${name}`);
    expect(status).toBe(0);
  });
});
