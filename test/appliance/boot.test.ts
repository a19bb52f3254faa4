import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ApplianceSettings } from "../../modules/contracts";
import { settingsUserData } from "../../modules/mirror/appliance/capture-settings";
import type { RehearsedImage } from "../packer/image";
import { IMAGE_NEEDS, rehearseImage } from "../packer/image";
import { framesIn, healthIs, sendFrames } from "../packer/mirrored-frames";
import type { NetworkNamespace } from "../support/namespaces";
import { Namespaces } from "../support/namespaces";
import { requires } from "../support/requirements";
import { VirtualMachine } from "./virtual-machine";

const SSH_PORT = 22_023;

/** Addresses of RFC 5737. */
const APPLIANCE = "192.0.2.1";
const OUTSIDE = "192.0.2.2";
const HEALTH = `http://${APPLIANCE}:8080/`;

/** What the base image of a cloud has, in Debian's names. */
const CLOUD_PACKAGES = ["cloud-init", "linux-image-cloud-amd64", "initramfs-tools"];

/** What the base image of a cloud has set up: its data source and its network card. */
const CLOUD_FILES: Readonly<Record<string, string>> = {
  "etc/cloud/cloud.cfg.d/99-data-source.cfg": [
    "datasource_list: [NoCloud]",
    "network: {config: disabled}",
    // User data is all that is asked for; each module takes seconds on an emulated processor.
    ...["cloud_init_modules: []", ""],
  ].join("\n"),
  "etc/systemd/network/80-eth0.network": [
    ...["[Match]", "Name=eth0", "[Network]", `Address=${APPLIANCE}/24`, `Gateway=${OUTSIDE}`],
    ...["LinkLocalAddressing=no", "IPv6AcceptRA=no", ""],
  ].join("\n"),
};

/** Stages of cloud-init after user data is written, which have nothing to do here and take long. */
const LATER_STAGES = ["cloud-config.service", "cloud-final.service"];

/** Serves the files of a folder on port 80: `node -e` this, host, folder. */
const SERVE = `
const [host, folder] = process.argv.slice(1);
const { readFileSync } = require("node:fs");
require("node:http").createServer((request, response) => {
  try { response.end(readFileSync(folder + request.url)); } catch { response.writeHead(404).end(); }
}).listen(80, host, () => console.log("ready"));`;

// Nothing accelerates the processor: a boot takes a minute, and more where other work takes the cores.
jest.setTimeout(600_000);

requires({
  ...IMAGE_NEEDS,
  commands: [...IMAGE_NEEDS.commands, "qemu-system-x86_64", "mke2fs", "debugfs", "systemctl", "tshark"],
})("the image, booted in a virtual machine", () => {
  let folder: string;
  let image: RehearsedImage;
  let namespaces: Namespaces;
  let outside: NetworkNamespace;
  let machine: VirtualMachine;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tls-mirror-boot-"));
    namespaces = new Namespaces(`boot${process.pid}`);
    outside = await namespaces.make("outside");
    await outside.must("ip", ["tuntap", "add", "tap0", "mode", "tap"]);
    await outside.address("tap0", `${OUTSIDE}/24`);
    await outside.must("ip", ["link", "set", "tap0", "up"]);
    await writeFile(join(folder, "meta-data"), "instance-id: i-0123456789abcdef0\nlocal-hostname: appliance\n");
    await writeFile(join(folder, "vendor-data"), "");
    await serveUserData();

    image = await rehearseImage(folder, SSH_PORT, CLOUD_PACKAGES);
    for (const [path, text] of Object.entries(CLOUD_FILES)) await writeFile(join(image.container.root, path), text);
    image.container.setUnits("enable", "systemd-networkd.service");
    image.container.setUnits("mask", ...LATER_STAGES);
    machine = new VirtualMachine(image.container.root, folder);
    machine.makeDisk();
  });
  afterAll(async () => {
    await machine.end();
    await namespaces.remove();
    await rm(folder, { recursive: true });
  });

  async function serveUserData(): Promise<void> {
    const server = outside.start(process.execPath, ["-e", SERVE, OUTSIDE, folder]);
    await new Promise((ready) => server.stdout.once("data", ready));
  }

  /** What the construct hands to EC2; Terraform is who encodes the settings. */
  async function offerUserData(vnis: number[]): Promise<void> {
    const settings: ApplianceSettings = {
      ...{ deployment: "boot", vnis, listenerPorts: [443], rotationSeconds: 5, retention: "everything" },
      ...{ diskBudgetBytes: 128 * 1024 * 1024, healthPort: 8080 },
    };
    const text = settingsUserData(settings).split("\n");
    const encoded = text.map((line) => (line.startsWith("${") ? JSON.stringify(settings) : line));
    await writeFile(join(folder, "user-data"), encoded.join("\n"));
  }

  const healthTurns = async (status: number) => {
    while (!(await healthIs(outside, HEALTH, status))) await delay(500);
  };
  const send = (vni: number, mark: string) => sendFrames(outside, { host: APPLIANCE, vni }, mark, 100);
  const activity = (unit: string) => machine.run(`systemctl is-active ${unit}`);

  test("follows the user data of each boot, and has every packet of both in its files", async () => {
    expect(image.build.status).toBe(0);
    await offerUserData([4660, 7]);
    await machine.start(outside, "tap0", `http://${OUTSIDE}/`);
    await healthTurns(200);
    expect(await activity("tls-mirror-devices tls-mirror-capture tls-mirror-process tls-mirror-settings.path")).toBe(
      "active\n".repeat(4),
    );
    const first = [await send(4660, "first4660"), await send(7, "first7")];

    // Half an hour back: what a clock does that was wrong until it was set.
    await machine.run("date --set='30 minutes ago'");
    const stepped = await send(4660, "stepped");

    // VNI 7 is gone, 8 is new, and capture1 changes hands.
    await offerUserData([4660, 8]);
    await machine.reboot();
    await healthTurns(200);
    const second = [await send(4660, "second4660"), await send(8, "second8")];
    expect(await machine.run("systemctl list-units --failed --no-legend --plain 'tls-mirror*'")).toBe("");
    await machine.powerOff();

    machine.copyOut("/var/lib/tls-mirror", folder);
    const spool = join(folder, "tls-mirror");
    expect(new Set(await framesIn(spool, 4660))).toEqual(new Set([...first[0]!, ...stepped, ...second[0]!]));
    expect(await framesIn(spool, 7)).toEqual(first[1]);
    expect(await framesIn(spool, 8)).toEqual(second[1]);
    expect(await readdir(join(spool, "open"))).toEqual([]);
  });
});
