import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { bundleCapture } from "../../../scripts/capture/bundle";
import type { HealthReport } from "../../../scripts/capture/health";
import type { NetworkNamespace } from "../../support/namespaces";
import { Namespaces } from "../../support/namespaces";
import { RunningCapture } from "./running-capture";

/** Addresses of RFC 5737: the balancer's interface sends, the appliance receives. */
const SENDER = "192.0.2.2";
const RECEIVER = "192.0.2.1";
const INNER_SENDER = "198.51.100.1";
const INNER_RECEIVER = "198.51.100.2";

/** The VNIs that captures of the lab are started with. */
export const VNIS = [4660, 16_777_215] as const;

export const HEALTH_PORT = 18_080;

/** Sends numbered datagrams: `node -e` this, host, mark, count, bytes of each. */
const SEND = `
const [host, mark, count, bytes] = process.argv.slice(1);
const socket = require("node:dgram").createSocket("udp4");
let left = Number(count);
for (let n = 0; n < Number(count); n++) {
  socket.send(\`<\${mark}-\${n}>\`.padEnd(Number(bytes)), 9, host, () => { if (--left === 0) socket.close(); });
}`;

/** What tests of a capture in a network namespace need of the machine. */
export const LAB_NEEDS = { root: true, networkNamespaces: true, commands: ["ip", "ethtool", "tcpdump", "setpriv"] };

/** A folder with the bundled capture script; to be removed by the caller. */
export async function bundledCapture(): Promise<{ readonly work: string; readonly bundle: string }> {
  const work = await mkdtemp(join(tmpdir(), "tls-mirror-capture-"));
  const bundle = join(work, "capture.cjs");
  await bundleCapture(resolve(__dirname, "../../.."), bundle);
  return { work, bundle };
}

/** Two network namespaces: one where packets are mirrored, and the appliance, where captures run. */
export class MirrorLab {
  readonly work: string;
  readonly bundle: string;
  readonly appliance: NetworkNamespace;
  readonly #source: NetworkNamespace;
  readonly #namespaces: Namespaces;
  readonly captures: RunningCapture[] = [];

  /** Where captures are written. */
  folder: string;

  private constructor(
    files: { readonly work: string; readonly bundle: string; readonly folder: string },
    namespaces: Namespaces,
    appliance: NetworkNamespace,
    source: NetworkNamespace,
  ) {
    this.work = files.work;
    this.bundle = files.bundle;
    this.folder = files.folder;
    this.#namespaces = namespaces;
    this.appliance = appliance;
    this.#source = source;
  }

  static async make({ work, bundle }: { readonly work: string; readonly bundle: string }): Promise<MirrorLab> {
    const namespaces = new Namespaces(`capture${process.pid}`);
    const appliance = await namespaces.make("appliance");
    const source = await namespaces.make("source");
    await namespaces.connect(
      { namespace: appliance, device: "eth0", mac: "02:00:5e:00:00:10" },
      { namespace: source, device: "eth0", mac: "02:00:5e:00:00:20" },
    );
    await appliance.address("eth0", `${RECEIVER}/24`);
    await source.address("eth0", `${SENDER}/24`);
    const folder = await mkdtemp(join(work, "spool-"));
    return new MirrorLab({ work, bundle, folder }, namespaces, appliance, source);
  }

  /** Ends what runs, whatever became of the test. */
  async remove(): Promise<void> {
    for (const capture of this.captures) await capture.end();
    await this.#namespaces.remove();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Mirrors as AWS does: the frames of a device of the source, in VXLAN to the appliance. */
  async mirrorInto(vni: number): Promise<void> {
    const remote = ["remote", RECEIVER, "dstport", "4789", "nolearning", "dev", "eth0"];
    await this.#source.run("ip", ["link", "del", "mirror0"]);
    await this.#source.must("ip", ["link", "add", "mirror0", "type", "vxlan", "id", `${vni}`, ...remote]);
    await this.#source.must("ip", ["link", "set", "dev", "mirror0", "addrgenmode", "none"]);
    await this.#source.address("mirror0", `${INNER_SENDER}/24`);
    await this.#source.must("ip", ["link", "set", "mirror0", "up"]);
    const neighbor = [INNER_RECEIVER, "lladdr", "02:00:5e:00:00:30", "dev", "mirror0"];
    await this.#source.must("ip", ["neighbor", "add", ...neighbor]);
  }

  /**
   * Sends datagrams that are mirrored; resolves with their texts.
   *
   * @param bytes - length of each at least
   */
  async send(mark: string, count: number, bytes = 0): Promise<string[]> {
    await this.#source.must(process.execPath, ["-e", SEND, INNER_RECEIVER, mark, `${count}`, `${bytes}`]);
    return Array.from({ length: count }, (_, n) => `<${mark}-${n}>`);
  }

  /** Starts a capture of {@link VNIS} and waits until both are captured. */
  async start(...args: string[]): Promise<RunningCapture> {
    const capture = this.run(...VNIS.flatMap((vni) => ["--vni", `${vni}`]), ...args);
    for (const vni of VNIS) await capture.told((event) => event.event === "started" && event.vni === vni);
    return capture;
  }

  /** Starts a capture with a settings file. */
  startWith(settings: string): RunningCapture {
    return this.run("--settings", settings);
  }

  /** Starts a capture without waiting for it. */
  run(...args: string[]): RunningCapture {
    return this.runIn({}, ...args);
  }

  /** Starts it with variables of the environment. */
  runIn(environment: Readonly<Record<string, string>>, ...args: string[]): RunningCapture {
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    const command = [process.execPath, this.bundle, "--folder", this.folder, ...args];
    const capture = new RunningCapture(this.appliance.start("env", [...variables, ...command]));
    this.captures.push(capture);
    return capture;
  }

  async writeSettings(changes: object = {}): Promise<string> {
    const path = join(this.folder, "capture.json");
    const sizes = { diskBudgetBytes: 64 * 1024 * 1024, rotationSeconds: 60 };
    const settings = { deployment: "test", vnis: VNIS, listenerPorts: [443], retention: "everything", ...sizes };
    await writeFile(path, JSON.stringify({ ...settings, healthPort: HEALTH_PORT, ...changes }));
    return path;
  }

  /** Marks in the finished files of a VNI, in the order of capture. Every file must be readable to its end. */
  async captured(vni: number): Promise<string[]> {
    const names = (await readdir(join(this.folder, "closed"))).filter((name) => name.startsWith(`${vni}-`)).sort();
    const contents: string[] = [];
    for (const name of names) {
      const path = join(this.folder, "closed", name);
      const read = spawnSync("tcpdump", ["-n", "-r", path], { encoding: "utf8" });
      if (read.status !== 0) throw new Error(`${name} cannot be read to its end: ${read.stderr}`);
      contents.push((await readFile(path)).toString("latin1"));
    }
    return contents.join("").match(/<\w+-\d+>/g) ?? [];
  }

  /** Waits until the health check answers so, and one of its problems reads so. */
  async healthTurns(status: number, problem: RegExp): Promise<void> {
    for (;;) {
      const health = await this.#askHealth();
      if (health.status === status && problem.test(health.problems.join("\n"))) return;
      await delay(200);
    }
  }

  /** Process ids of the tcpdumps that capture. */
  async tcpdumps(): Promise<number[]> {
    const { stdout } = spawnSync("ip", ["netns", "pids", this.appliance.name], { encoding: "utf8" });
    const pids = stdout.split("\n").filter(Boolean).map(Number);
    const names = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")));
    return pids.filter((_pid, index) => names[index] === "tcpdump\n");
  }

  async #askHealth(): Promise<{ status: number; problems: string[] }> {
    const ask = `fetch("http://127.0.0.1:${HEALTH_PORT}/").then(async (r) => console.log(r.status, await r.text()))`;
    const answer = await this.appliance.must(process.execPath, ["-e", ask]);
    const { capture, storage } = JSON.parse(answer.slice(4)) as HealthReport;
    return { status: Number(answer.slice(0, 3)), problems: [...capture.problems, ...storage.problems] };
  }
}
