import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { bundleCapture, CAPTURE_BUNDLE } from "../../scripts/capture/bundle";
import type { NetworkNamespace } from "../support/namespaces";
import { Namespaces } from "../support/namespaces";
import { requires } from "../support/requirements";
import { Container } from "./container";
import { forPacker16, PACKER_FOLDER, templateFiles } from "./template";

const SSH_PORT = 22_022;
const VNIS = [4660, 7] as const;
const WRONG_VNI = 99;

/** Sends mirrored frames as AWS does, in VXLAN (RFC 7348): `node -e` this, host, VNI, count. */
const SEND = `
const [host, vni, count] = process.argv.slice(1);
const socket = require("node:dgram").createSocket("udp4");
let left = Number(count);
for (let n = 0; n < Number(count); n++) {
  const header = Buffer.from([8, 0, 0, 0, vni >> 16, vni >> 8, vni, 0]);
  const frame = Buffer.from("02005e00003002005e00002088b6", "hex");
  const text = Buffer.from(\`<vni\${vni}-\${n}>\`.padEnd(46));
  socket.send(Buffer.concat([header, frame, text]), 4789, host, () => { if (--left === 0) socket.close(); });
}`;

jest.setTimeout(240_000);

requires({
  root: true,
  networkNamespaces: true,
  commands: ["packer", "mmdebstrap", "systemd-nspawn", "ssh-keygen", "ssh-keyscan", "script", "ip", "ethtool"],
})("the image, rehearsed in a container", () => {
  let folder: string;
  let container: Container;
  let namespaces: Namespaces;
  let appliance: NetworkNamespace;
  let source: NetworkNamespace;
  let build: { status: number | null; stdout: string };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tls-mirror-rehearsal-"));
    container = new Container(folder);
    await container.install();
    const key = await container.serveSsh(SSH_PORT);
    await copyTemplate(key);
    build = provision();
    await container.stop();

    namespaces = new Namespaces(`rehearsal${process.pid}`);
    appliance = await namespaces.make("appliance");
    source = await namespaces.make("source");
    await namespaces.connect(
      { namespace: appliance, device: "eth0", mac: "02:00:5e:00:00:10" },
      { namespace: source, device: "eth0", mac: "02:00:5e:00:00:20" },
    );
    await appliance.address("eth0", "192.0.2.1/24");
    await source.address("eth0", "192.0.2.2/24");
  });
  afterAll(async () => {
    await container.stop();
    await namespaces.remove();
    await rm(folder, { recursive: true });
  });

  /** The template with its own provisioners, and the container for a source. */
  async function copyTemplate(key: string): Promise<void> {
    await cp(PACKER_FOLDER, join(folder, "packer"), { recursive: true });
    for (const [name, text] of await templateFiles()) {
      const copy = forPacker16(text).replace("source.amazon-ebs.appliance", "source.null.rehearsal");
      await writeFile(join(folder, "packer", name), copy);
    }
    const connection = [`ssh_host = "127.0.0.1"`, `ssh_port = ${SSH_PORT}`, `ssh_username = "root"`];
    const lines = [`communicator = "ssh"`, ...connection, `ssh_private_key_file = "${key}"`].join("\n");
    await writeFile(join(folder, "packer/source.pkr.hcl"), `source "null" "rehearsal" {\n${lines}\n}\n`);
    await bundleCapture(resolve(__dirname, "../.."), join(folder, CAPTURE_BUNDLE));
  }

  function provision(): { status: number | null; stdout: string } {
    const vars = ["region=eu-central-1", "image_version=0.0.0"].flatMap((value) => ["-var", value]);
    const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
    return spawnSync("packer", ["build", "-color=false", ...vars, "packer"], { cwd: folder, encoding: "utf8", env });
  }

  const inImage = (path: string) => join(container.root, path);
  const captured = async (vni: number) => {
    const names = (await readdir(inImage("var/lib/tls-mirror/closed"))).filter((name) => name.startsWith(`${vni}-`));
    const files = names.sort().map((name) => inImage(`var/lib/tls-mirror/closed/${name}`));
    for (const file of files) expect(spawnSync("tcpdump", ["-n", "-r", file]).status).toBe(0);
    const contents = await Promise.all(files.map((file) => readFile(file, "latin1")));
    return contents.join("").match(/<vni\d+-\d+>/g) ?? [];
  };

  test("is provisioned by the template's own steps", () => {
    expect({ status: build.status, end: build.status === 0 ? "" : build.stdout.slice(-2_000) }).toEqual({
      status: 0,
      end: "",
    });
  });

  test("holds nothing that must differ from instance to instance, and serves no SSH", async () => {
    expect((await stat(inImage("etc/machine-id"))).size).toBe(0);
    expect((await readdir(inImage("etc/ssh"))).filter((name) => name.startsWith("ssh_host_"))).toEqual([]);
    const wanted = await readdir(inImage("etc/systemd/system/multi-user.target.wants"));
    expect(wanted).not.toContain("ssh.service");
    expect(wanted).toEqual(expect.arrayContaining(["tls-mirror-capture.service", "tls-mirror-devices.service"]));
    await expect(stat(inImage("tmp/tls-mirror"))).rejects.toThrow("ENOENT");
  });

  test("boots, becomes healthy, captures what is mirrored and closes its files at shutdown", async () => {
    const sizes = { diskBudgetBytes: 256 * 1024 * 1024, rotationSeconds: 3 };
    await mkdir(inImage("etc/tls-mirror"), { recursive: true });
    await writeFile(
      inImage("etc/tls-mirror/capture.json"),
      JSON.stringify({ deployment: "rehearsal", vnis: VNIS, listenerPorts: [443], ...sizes }),
    );
    await container.boot(appliance.name);
    const ask = `fetch("http://192.0.2.1:8080/").then((r) => process.exit(r.status === 200 ? 0 : 1), () => process.exit(1))`;
    while ((await source.run(process.execPath, ["-e", ask])).status !== 0) await delay(300);

    for (const vni of [...VNIS, WRONG_VNI]) {
      await source.must(process.execPath, ["-e", SEND, "192.0.2.1", `${vni}`, "400"]);
    }
    await container.stop();

    for (const vni of VNIS) {
      expect(await captured(vni)).toEqual(Array.from({ length: 400 }, (_, n) => `<vni${vni}-${n}>`));
    }
    expect(await captured(WRONG_VNI)).toEqual([]);
    expect(await readdir(inImage("var/lib/tls-mirror/open"))).toEqual([]);
  });
});
