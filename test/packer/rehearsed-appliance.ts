import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import type { ApplianceSettings, ConnectionRecord } from "../../modules/contracts";
import { filesBelow } from "../../scripts/capture/files-below";
import type { HealthReport } from "../../scripts/capture/health";
import type { NetworkNamespace } from "../support/namespaces";
import { Namespaces } from "../support/namespaces";
import { S3Server } from "../support/s3-server/server";
import type { RehearsedImage } from "./image";
import { rehearseImage } from "./image";
import { framesIn, marksIn, mirrorFrames, readToItsEnd, sendFrames } from "./mirrored-frames";
import { relayFrom } from "./s3-relay";

/** Addresses of RFC 5737. */
const APPLIANCE = "192.0.2.1";
const SOURCE = "192.0.2.2";
const HEALTH_PORT = 8080;
const S3_AT = { host: SOURCE, port: 9000 };
const OWNER = "111122223333";

export const VNIS = [4660, 7] as const;

/** Scripts of the image by the unit that runs each. */
const SCRIPTS = { "tls-mirror-capture": "capture.cjs", "tls-mirror-process": "process.cjs" } as const;

/** The image in a container, with a network that packets are mirrored into, and an S3 that it reaches. */
export class RehearsedAppliance {
  readonly s3: S3Server;
  readonly #folder: string;
  readonly #image: RehearsedImage;
  readonly #namespaces: Namespaces;
  readonly #network: NetworkNamespace;
  readonly #source: NetworkNamespace;
  readonly #endRelay: () => void;
  /** Objects that tshark has read. */
  readonly #read = new WeakSet<Uint8Array>();

  private constructor(parts: {
    readonly s3: S3Server;
    readonly folder: string;
    readonly image: RehearsedImage;
    readonly namespaces: Namespaces;
    readonly network: NetworkNamespace;
    readonly source: NetworkNamespace;
    readonly endRelay: () => void;
  }) {
    this.s3 = parts.s3;
    this.#folder = parts.folder;
    this.#image = parts.image;
    this.#namespaces = parts.namespaces;
    this.#network = parts.network;
    this.#source = parts.source;
    this.#endRelay = parts.endRelay;
  }

  /**
   * Builds the image and the network; nothing is booted yet.
   *
   * @param sshPort - of loopback, for the build; each suite has its own
   */
  static async make(sshPort: number): Promise<RehearsedAppliance> {
    const folder = await mkdtemp(join(tmpdir(), "tls-mirror-rehearsal-"));
    const image = await rehearseImage(folder, sshPort);
    const namespaces = new Namespaces(`rehearsal${process.pid}`);
    const network = await namespaces.make("appliance");
    const source = await namespaces.make("source");
    await namespaces.connect(
      { namespace: network, device: "eth0", mac: "02:00:5e:00:00:10" },
      { namespace: source, device: "eth0", mac: "02:00:5e:00:00:20" },
    );
    await network.address("eth0", `${APPLIANCE}/24`);
    await source.address("eth0", `${SOURCE}/24`);
    const s3 = await S3Server.start({ bucket: "captures", owner: OWNER });
    const endRelay = await relayFrom(source, S3_AT, new URL(s3.endpoint), join(folder, "s3"));
    return new RehearsedAppliance({ s3, folder, image, namespaces, network, source, endRelay });
  }

  /** Ends everything, whatever became of the test. */
  async remove(): Promise<void> {
    await this.stop();
    this.#endRelay();
    await this.s3.goAway();
    await this.#namespaces.remove();
    spawnSync("umount", [this.spool]);
    await rm(this.#folder, { recursive: true });
  }

  get build(): RehearsedImage["build"] {
    return this.#image.build;
  }

  /** A path of the image, as this machine sees it. */
  path(inImage: string): string {
    return join(this.#image.container.root, inImage);
  }

  get spool(): string {
    return this.path("var/lib/tls-mirror");
  }

  /** Renamed into place, as user data does it. */
  async writeSettings(changes: Partial<ApplianceSettings> = {}): Promise<void> {
    const sizes = { diskBudgetBytes: 256 * 1024 * 1024, rotationSeconds: 3 };
    const base = { deployment: "rehearsal", vnis: VNIS, listenerPorts: [443], retention: "everything", ...sizes };
    await mkdir(this.path("etc/tls-mirror"), { recursive: true });
    await writeFile(this.path("etc/tls-mirror/capture.json.new"), JSON.stringify({ ...base, ...changes }));
    await rename(this.path("etc/tls-mirror/capture.json.new"), this.path("etc/tls-mirror/capture.json"));
  }

  /** What uploads to this S3 need in the settings. */
  readonly bucket = { bucket: "captures", bucketOwner: OWNER, region: "eu-central-1" } as const;

  /** Tells the process script where S3 is and who it is, outside of AWS; before the boot. */
  async pointAtS3(): Promise<void> {
    const environment = {
      AWS_ENDPOINT_URL_S3: `http://${S3_AT.host}:${S3_AT.port}`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    };
    const lines = Object.entries(environment).map(([name, value]) => `Environment=${name}=${value}`);
    await this.#dropIn("tls-mirror-process", "s3.conf", lines);
  }

  /**
   * Changes a unit before the boot, as `systemctl edit` does.
   *
   * @param flags - further ones of the unit's script
   * @param lines - of its section `[Service]`
   */
  async editUnit(unit: keyof typeof SCRIPTS, flags: readonly string[], lines: readonly string[]): Promise<void> {
    const lib = "/usr/local/lib/tls-mirror";
    const command = ["ExecStart=", `ExecStart=${lib}/node ${lib}/${SCRIPTS[unit]} ${flags.join(" ")}`];
    await this.#dropIn(unit, "override.conf", [...command, ...lines]);
  }

  async #dropIn(unit: string, name: string, lines: readonly string[]): Promise<void> {
    const folder = this.path(`etc/systemd/system/${unit}.service.d`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), ["[Service]", ...lines, ""].join("\n"));
  }

  /** Forgets what was captured and uploaded, while nothing is booted. */
  async startAnew(): Promise<void> {
    await rm(this.spool, { recursive: true, force: true });
    this.s3.bucket.objects.clear();
    this.s3.bucket.writes.clear();
  }

  /** Gives the spool a disk of its own, before the boot. */
  async mountSpool(megabytes: number): Promise<void> {
    await mkdir(this.spool, { recursive: true });
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", this.spool]);
    if (mounted.status !== 0) throw new Error(`mount failed: ${mounted.stderr.toString()}`);
  }

  /** Runs a command in the network of the appliance, whether it is booted or not. */
  async inNetwork(command: string, ...args: string[]): Promise<void> {
    await this.#network.must(command, args);
  }

  async boot(): Promise<void> {
    await this.#image.container.boot(this.#network.name);
  }

  /** Shuts down in good order: units are stopped as on an instance. */
  async stop(): Promise<void> {
    await this.#image.container.stop();
  }

  /** Runs a shell command in the booted system; resolves with what it printed. */
  run(command: string): string {
    return this.#image.container.run(command);
  }

  /** Waits until a unit has logged a text so many times, in this boot or an earlier one. */
  async logged(unit: string, text: string, times = 1): Promise<void> {
    while (this.#image.container.log(unit).split(text).length <= times) await delay(200);
  }

  log(unit: string): string {
    return this.#image.container.log(unit);
  }

  /** Mirrors frames as they are. */
  async mirror(vni: number, frames: readonly Uint8Array[]): Promise<void> {
    await mirrorFrames(this.#source, { host: APPLIANCE, vni }, frames);
  }

  /** Mirrors numbered frames; resolves with their texts. */
  async send(vni: number, mark: string, count: number): Promise<string[]> {
    return sendFrames(this.#source, { host: APPLIANCE, vni }, mark, count);
  }

  /** Mirrors such frames one after the other; resolves when the last is sent. */
  async stream(vni: number, mark: string, count: number, everyMs: number): Promise<string[]> {
    return sendFrames(this.#source, { host: APPLIANCE, vni, everyMs }, mark, count);
  }

  /** What the health check answers; undefined where nobody does. */
  async health(path = "/"): Promise<(HealthReport & { readonly status: number }) | undefined> {
    const ask = `fetch("http://${APPLIANCE}:${HEALTH_PORT}${path}", { signal: AbortSignal.timeout(2000) })
      .then(async (answer) => console.log(JSON.stringify({ status: answer.status, ...(await answer.json()) })))
      .catch(() => undefined)`;
    const { stdout } = await this.#source.run(process.execPath, ["-e", ask]);
    return stdout === "" ? undefined : (JSON.parse(stdout) as HealthReport & { readonly status: number });
  }

  /** Waits until the health check answers so, and what it says of problems and warnings reads so. */
  async healthTurns(status: number, says = /^/, path = "/"): Promise<void> {
    for (;;) {
      const health = await this.health(path);
      const words = [health?.capture.problems, health?.storage.problems, health?.warnings].flat().join("\n");
      if (health?.status === status && says.test(words)) return;
      await delay(300);
    }
  }

  /** Texts of the frames of a VNI in finished files on the disk. */
  async onDisk(vni: number): Promise<string[]> {
    return framesIn(this.spool, vni);
  }

  /** Texts of the frames of a VNI in the bucket, in the order of its files; tshark must read each to its end. */
  async inBucket(vni: number): Promise<string[]> {
    const found: string[] = [];
    for (const key of this.keys("captures").filter((each) => each.includes(`-${vni}-`))) {
      const content = this.s3.content(key);
      if (!this.#read.has(content)) {
        const path = join(this.#folder, "object.pcapng");
        await writeFile(path, content);
        readToItsEnd(path);
        this.#read.add(content);
      }
      found.push(...marksIn(content));
    }
    return found;
  }

  /** Connections told in the bucket, in the order of its files. */
  records(): ConnectionRecord[] {
    const lines = this.keys("findings").flatMap((key) => gunzipSync(this.s3.content(key)).toString().split("\n"));
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as ConnectionRecord);
  }

  keys(kind: "captures" | "findings"): string[] {
    return [...this.s3.bucket.objects.keys()].filter((key) => key.includes(`/${kind}/`)).sort();
  }

  /** Files that wait to be processed or uploaded. */
  async waiting(): Promise<string[]> {
    const found: string[] = [];
    for (const folder of ["closed", "outbox", "work"]) {
      const files = await filesBelow(join(this.spool, folder));
      found.push(...files.map(({ path }) => join(folder, basename(path))));
    }
    return found;
  }
}
