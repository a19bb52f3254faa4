import { spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { bundleCapture } from "../../scripts/capture/bundle";
import type { CaptureEvent } from "../../scripts/capture/events";
import type { NetworkNamespace } from "../support/namespaces";
import { Namespaces } from "../support/namespaces";
import { requires } from "../support/requirements";

/** Addresses of RFC 5737: the balancer's interface sends, the appliance receives. */
const SENDER = "192.0.2.2";
const RECEIVER = "192.0.2.1";
const INNER_SENDER = "198.51.100.1";
const INNER_RECEIVER = "198.51.100.2";

/** The user of no files, in Debian and Amazon Linux alike. */
const NOBODY = 65_534;

const VNIS = [4660, 16_777_215] as const;

/** Sends numbered datagrams: `node -e` this, host, mark, count. */
const SEND = `
const [host, mark, count] = process.argv.slice(1);
const socket = require("node:dgram").createSocket("udp4");
let left = Number(count);
for (let n = 0; n < Number(count); n++) {
  socket.send(\`<\${mark}-\${n}>\`, 9, host, () => { if (--left === 0) socket.close(); });
}`;

jest.setTimeout(60_000);

let work: string;
let bundle: string;
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "tls-mirror-capture-"));
  bundle = join(work, "capture.cjs");
  await bundleCapture(resolve(__dirname, "../.."), bundle);
});
afterAll(() => rm(work, { recursive: true, force: true }));

describe("the capture command", () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [bundle, ...args], { encoding: "utf8" });

  test("ends with status 2 and no stack for a flag it does not know", () => {
    const { status, stderr, stdout } = run("--vin", "7");

    expect(status).toBe(2);
    expect(stderr).toMatch(/^Unknown option '--vin'.*\nRun with --help for the flags\.\n$/);
    expect(stdout).toBe("");
  });

  test("ends with status 2 and no stack without settings", () => {
    const { status, stderr } = run("--settings", join(work, "none.json"));

    expect(status).toBe(2);
    expect(stderr).toMatch(/none\.json: the settings cannot be read \(ENOENT.*\n.*--vni N\.\n$/);
  });

  test("explains its flags", () => {
    const { status, stdout } = run("--help");

    expect(status).toBe(0);
    expect(stdout).toContain("--rotation-seconds N");
  });
});

requires({ root: true, networkNamespaces: true, commands: ["ip", "ethtool", "tcpdump", "setpriv"] })(
  "a capture in a network namespace",
  () => {
    let namespaces: Namespaces;
    let appliance: NetworkNamespace;
    let source: NetworkNamespace;
    let folder: string;
    let captures: Capture[];

    beforeEach(async () => {
      namespaces = new Namespaces(`capture${process.pid}`);
      appliance = await namespaces.make("appliance");
      source = await namespaces.make("source");
      await namespaces.connect(
        { namespace: appliance, device: "eth0", mac: "02:00:5e:00:00:10" },
        { namespace: source, device: "eth0", mac: "02:00:5e:00:00:20" },
      );
      await appliance.address("eth0", `${RECEIVER}/24`);
      await source.address("eth0", `${SENDER}/24`);
      folder = await mkdtemp(join(work, "spool-"));
      captures = [];
    });
    afterEach(async () => {
      for (const capture of captures) await capture.end();
      await namespaces.remove();
    });

    /** Mirrors as AWS does: the frames of a device of `source`, in VXLAN to the appliance. */
    async function mirrorInto(vni: number): Promise<void> {
      const remote = ["remote", RECEIVER, "dstport", "4789", "nolearning", "dev", "eth0"];
      await source.run("ip", ["link", "del", "mirror0"]);
      await source.must("ip", ["link", "add", "mirror0", "type", "vxlan", "id", `${vni}`, ...remote]);
      await source.must("ip", ["link", "set", "dev", "mirror0", "addrgenmode", "none"]);
      await source.address("mirror0", `${INNER_SENDER}/24`);
      await source.must("ip", ["link", "set", "mirror0", "up"]);
      const neighbor = [INNER_RECEIVER, "lladdr", "02:00:5e:00:00:30", "dev", "mirror0"];
      await source.must("ip", ["neighbor", "add", ...neighbor]);
    }

    async function send(mark: string, count: number): Promise<string[]> {
      await source.must(process.execPath, ["-e", SEND, INNER_RECEIVER, mark, `${count}`]);
      return Array.from({ length: count }, (_, n) => `<${mark}-${n}>`);
    }

    async function start(...args: string[]): Promise<Capture> {
      const vnis = VNIS.flatMap((vni) => ["--vni", `${vni}`]);
      const capture = new Capture(appliance.start(process.execPath, [bundle, ...vnis, "--folder", folder, ...args]));
      captures.push(capture);
      for (const vni of VNIS) await capture.told((event) => event.event === "started" && event.vni === vni);
      return capture;
    }

    /** Marks in the finished files of a VNI, in the order of capture. Every file must be readable to its end. */
    async function captured(vni: number): Promise<string[]> {
      const names = (await readdir(join(folder, "closed"))).filter((name) => name.startsWith(`${vni}-`)).sort();
      const contents: string[] = [];
      for (const name of names) {
        const path = join(folder, "closed", name);
        expect(spawnSync("tcpdump", ["-n", "-r", path]).status).toBe(0);
        contents.push((await readFile(path)).toString("latin1"));
      }
      return contents.join("").match(/<\w+-\d+>/g) ?? [];
    }

    test("finds every mirrored packet in the files of its VNI, stopped in the middle of it", async () => {
      const capture = await start();
      await mirrorInto(VNIS[0]);
      const first = await send("first", 500);
      await mirrorInto(VNIS[1]);
      const second = await send("second", 300);

      expect(await capture.stop("SIGTERM")).toBe(0);

      expect(await captured(VNIS[0])).toEqual(first);
      expect(await captured(VNIS[1])).toEqual(second);
      expect(await readdir(join(folder, "open"))).toEqual([]);
      expect(capture.events.filter((event) => event.event === "stopped").sort(byVni)).toEqual([
        expect.objectContaining({ vni: VNIS[0], captured: 500, received: 500, dropped: 0 }),
        expect.objectContaining({ vni: VNIS[1], captured: 300, received: 300, dropped: 0 }),
      ]);
    });

    test("does not receive a VNI that nobody asked for", async () => {
      const capture = await start();
      await mirrorInto(99);
      await send("stray", 10);

      expect(await capture.stop("SIGINT")).toBe(0);
      expect([...(await captured(VNIS[0])), ...(await captured(VNIS[1]))]).toEqual([]);
    });

    test("rotates by time without losing or repeating a packet", async () => {
      const capture = await start("--rotation-seconds", "1", "--report-seconds", "1");
      await mirrorInto(VNIS[0]);
      const sent: string[] = [];
      for (let round = 0; round < 8; round++) {
        sent.push(...(await send(`round${round}`, 50)));
        await delay(400);
      }
      expect(await capture.stop("SIGTERM")).toBe(0);

      expect(await captured(VNIS[0])).toEqual(sent);
      expect((await readdir(join(folder, "closed"))).length).toBeGreaterThan(3);
      const told = capture.events.filter((event) => event.event === "packets" && event.vni === VNIS[0]);
      expect(told.length).toBeGreaterThan(1);
    });

    test("closes the file of an idle link", async () => {
      const capture = await start("--rotation-seconds", "1");
      await capture.told((event) => event.event === "file-closed" && event.vni === VNIS[0]);
      await capture.told((event) => event.event === "file-closed" && event.vni === VNIS[1]);

      expect(await capture.stop("SIGTERM")).toBe(0);
      expect(capture.events.some((event) => event.event === "tcpdump-replaced")).toBe(false);
    });

    test("replaces a tcpdump that no packet reaches, so that its file is closed all the same", async () => {
      const capture = await start("--rotation-seconds", "1");
      await appliance.must("ip", ["link", "set", "lo", "down"]);
      await capture.told((event) => event.event === "tcpdump-replaced" && event.vni === VNIS[0]);
      await mirrorInto(VNIS[0]);
      const sent = await send("after", 20);

      expect(await capture.stop("SIGTERM")).toBe(0);
      expect(await captured(VNIS[0])).toEqual(sent);
    });

    test("starts a tcpdump that was killed again, and keeps what it had written", async () => {
      const capture = await start();
      await mirrorInto(VNIS[0]);
      const before = await send("before", 200);
      await delay(1_500);
      for (const pid of await tcpdumpsOf(appliance)) process.kill(pid, "SIGKILL");
      await capture.told((event) => event.event === "tcpdump-ended" && event.vni === VNIS[0]);
      await capture.told((event) => event.event === "started" && event.vni === VNIS[0], 2);
      const after = await send("after", 20);
      expect(await capture.stop("SIGTERM")).toBe(0);

      const found = await captured(VNIS[0]);
      expect(found.slice(-20)).toEqual(after);
      // What tcpdump still held in memory went with it, at most one block of 4 KiB.
      expect(found.length).toBeGreaterThan(20 + 100);
      expect(before.slice(0, found.length - 20)).toEqual(found.slice(0, -20));
    });

    test("leaves no tcpdump behind and loses nothing when it is killed itself", async () => {
      const capture = await start();
      await mirrorInto(VNIS[0]);
      const before = await send("before", 200);
      await delay(1_500);
      await capture.kill();
      while ((await tcpdumpsOf(appliance)).length > 0) await delay(50);

      const again = await start();
      const after = await send("after", 20);
      expect(await again.stop("SIGTERM")).toBe(0);
      expect(await captured(VNIS[0])).toEqual([...before, ...after]);
    });

    test("ends by itself after the time asked for", async () => {
      const capture = await start("--seconds", "1");

      expect(await capture.ended).toBe(0);
      expect(await readdir(join(folder, "open"))).toEqual([]);
    });

    /** Asks from inside the namespace; status and body. */
    async function askHealth(): Promise<{ status: number; problems: string[] }> {
      const ask = `fetch("http://127.0.0.1:18080/").then(async (r) => console.log(r.status, await r.text()))`;
      const answer = await appliance.must(process.execPath, ["-e", ask]);
      const [status, body] = [answer.slice(0, 3), answer.slice(4)];
      return { status: Number(status), problems: (JSON.parse(body) as { problems: string[] }).problems };
    }

    async function healthTurns(status: number, problem: RegExp): Promise<void> {
      for (;;) {
        const health = await askHealth();
        if (health.status === status && problem.test(health.problems.join("\n"))) return;
        await delay(200);
      }
    }

    test("proves itself with a frame of its own at the start, and is healthy then", async () => {
      const capture = await start("--health-port", "18080");
      await capture.told((event) => event.event === "self-test" && event.vni === VNIS[0] && event.passed);
      await capture.told((event) => event.event === "self-test" && event.vni === VNIS[1] && event.passed);

      await healthTurns(200, /^$/);
      expect(await capture.stop("SIGTERM")).toBe(0);
    });

    test("is unhealthy while its device is down, and healthy again afterwards", async () => {
      const capture = await start("--health-port", "18080", "--report-seconds", "1");
      await healthTurns(200, /^$/);
      await appliance.must("ip", ["link", "set", "capture1", "down"]);
      await healthTurns(503, /^VNI 16777215: capture1: it is down$/m);
      await appliance.must("ip", ["link", "set", "capture1", "up"]);
      await healthTurns(200, /^$/);

      expect(await capture.stop("SIGTERM")).toBe(0);
    });

    test("is unhealthy while neither packets nor its own frames arrive, and says so in the log", async () => {
      const capture = await start("--health-port", "18080", "--report-seconds", "1");
      await healthTurns(200, /^$/);
      // What a firewall rule or a foreign program on the port would do.
      await appliance.must("ip", ["link", "set", "capture0", "down"]);
      await appliance.must("ip", ["link", "del", "capture0"]);
      await appliance.must("ip", ["link", "add", "capture0", "type", "vxlan", "id", "5", "dstport", "4789"]);
      await healthTurns(503, /^VNI 4660: tcpdump is not running$/m);
      await healthTurns(503, /^VNI 4660: capture0: it receives VNI 5$/m);
      await capture.told((event) => event.event === "health" && !event.healthy);
    });

    async function writeSettings(changes: object = {}): Promise<string> {
      const path = join(folder, "capture.json");
      const sizes = { diskBudgetBytes: 64 * 1024 * 1024, rotationSeconds: 60 };
      const settings = { deployment: "test", vnis: VNIS, listenerPorts: [443], retention: "everything", ...sizes };
      await writeFile(path, JSON.stringify({ ...settings, healthPort: 18_080, ...changes }));
      return path;
    }

    function startWith(settings: string): Capture {
      const command = [bundle, "--settings", settings, "--folder", folder];
      const capture = new Capture(appliance.start(process.execPath, command));
      captures.push(capture);
      return capture;
    }

    test("keeps its disk budget by removing the oldest files", async () => {
      await mkdir(join(folder, "closed"));
      for (const [name, modified] of [
        ["4660-20200101T000000Z.pcap", 100],
        ["4660-20200102T000000Z.pcap", 200],
      ] as const) {
        const path = join(folder, "closed", name);
        await writeFile(path, "");
        await truncate(path, 40 * 1024 * 1024);
        await utimes(path, modified, modified);
      }
      const capture = startWith(await writeSettings());
      await capture.told((event) => event.event === "files-removed" && event.last === "4660-20200101T000000Z.pcap");

      expect(await readdir(join(folder, "closed"))).toEqual(["4660-20200102T000000Z.pcap"]);
      expect(await capture.stop("SIGTERM")).toBe(0);
    });

    test("keeps its settings when it is told to read broken ones, and follows them when they are mended", async () => {
      const capture = startWith(await writeSettings());
      await capture.told((event) => event.event === "health" || event.event === "self-test", 2);
      await mirrorInto(VNIS[0]);
      const before = await send("before", 20);

      await writeSettings({ rotationSeconds: 0 });
      capture.signal("SIGHUP");
      await capture.told(
        (event) => event.event === "settings-refused" && event.message.includes('"rotationSeconds" must be'),
      );
      await writeSettings({ rotationSeconds: 1, vnis: [VNIS[0]] });
      capture.signal("SIGHUP");
      await capture.told(
        (event) =>
          event.event === "settings-reloaded" &&
          event.applied.join() === "rotationSeconds" &&
          event.needRestart.join() === "vnis",
      );
      await capture.told((event) => event.event === "file-closed" && event.vni === VNIS[1], 2);
      const after = await send("after", 20);

      expect(await capture.stop("SIGTERM")).toBe(0);
      expect(await captured(VNIS[0])).toEqual([...before, ...after]);
    });

    test("stops before the disk is full, says so, and goes on when there is room", async () => {
      // Mounted outside, so that this process can fill it too. A trial needs room for a file of 625 million bytes.
      const small = await mkdtemp(join(work, "disk-"));
      spawnSync("mount", ["-t", "tmpfs", "-o", "size=700m", "tmpfs", small]);
      try {
        await writeFile(join(small, "foreign"), Buffer.alloc(150_000_000));
        folder = small;
        const capture = new Capture(
          appliance.start(process.execPath, [
            bundle,
            "--vni",
            `${VNIS[0]}`,
            "--folder",
            small,
            "--health-port",
            "18080",
            "--report-seconds",
            "1",
          ]),
        );
        captures.push(capture);
        await capture.told((event) => event.event === "paused");
        await healthTurns(503, /^disk: \d+ bytes are free, and 625000000 are needed for the next files$/m);
        while ((await tcpdumpsOf(appliance)).length > 0) await delay(50);

        await rm(join(small, "foreign"));
        await healthTurns(200, /^$/);
        await mirrorInto(VNIS[0]);
        const sent = await send("room", 20);
        expect(await capture.stop("SIGTERM")).toBe(0);
        expect(await captured(VNIS[0])).toEqual(sent);
      } finally {
        for (const capture of captures) await capture.end();
        spawnSync("umount", [small]);
      }
    });

    test("is refused on a health port that is taken", async () => {
      await start("--health-port", "18080");
      const vni = ["--vni", "4660", "--folder", join(work, "other"), "--health-port", "18080"];
      const { status, stderr } = await appliance.run(process.execPath, [bundle, ...vni]);

      expect(status).toBe(2);
      expect(stderr).toMatch(/^TCP port 18080 cannot be opened for the health check \(listen EADDRINUSE/);
    });

    test("is refused in a folder where another one writes", async () => {
      await start();
      const { status, stderr } = await appliance.run(process.execPath, [bundle, "--vni", "4660", "--folder", folder]);

      expect(status).toBe(2);
      expect(stderr).toContain(`${folder}: another capture is writing there.`);
    });

    test("is refused on a device that receives another VNI, with the way to remove it", async () => {
      await appliance.must("ip", ["link", "add", "capture0", "type", "vxlan", "id", "7", "dstport", "4789"]);
      const { status, stderr } = await appliance.run(process.execPath, [bundle, "--vni", "4660", "--folder", folder]);

      expect(status).toBe(2);
      expect(stderr).toMatch(
        /^Network device capture0 cannot receive VNI 4660: it receives VNI 7; .*\nRemove it with "ip link del capture0"/,
      );
    });

    test("needs no more than CAP_NET_RAW once its devices are prepared", async () => {
      const vnis = VNIS.flatMap((vni) => ["--vni", `${vni}`]);
      await appliance.must("ip", ["link", "add", "capture0", "type", "vxlan", "id", "7", "dstport", "4789"]);
      const prepared = await appliance.must(process.execPath, [bundle, ...vnis, "--prepare"]);
      expect(prepared).toBe(
        "capture0 receives VNI 4660, capture1 receives VNI 16777215; receive offload is off on eth0\n",
      );

      await chmod(work, 0o755);
      await chown(folder, NOBODY, NOBODY);
      const user = ["--reuid", `${NOBODY}`, "--regid", `${NOBODY}`, "--clear-groups"];
      const capabilities = ["--bounding-set", "-all,+net_raw", "--inh-caps", "+net_raw", "--ambient-caps", "+net_raw"];
      const command = [process.execPath, bundle, ...vnis, "--folder", folder, "--seconds", "1"];
      const { status, stderr } = await appliance.run("setpriv", [...user, ...capabilities, ...command]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(await readdir(join(folder, "closed"))).toHaveLength(2);
    });

    test("without CAP_NET_ADMIN asks for devices that are not there", async () => {
      const bounded = ["--bounding-set", "-all,+net_raw", process.execPath, bundle, "--vni", "4660"];
      const { status, stderr } = await appliance.run("setpriv", [...bounded, "--folder", folder]);

      expect(status).toBe(2);
      expect(stderr).toMatch(
        /^Network device capture0 for VNI 4660 does not exist, and creating it needs CAP_NET_ADMIN\./,
      );
    });

    test("without CAP_NET_RAW is refused before anything is changed", async () => {
      const bounded = ["--bounding-set", "-all", process.execPath, bundle, "--vni", "4660", "--folder", folder];
      const { status, stderr } = await appliance.run("setpriv", bounded);

      expect(status).toBe(2);
      expect(stderr).toMatch(/^CAP_NET_RAW is missing, and it is needed to capture packets\./);
      expect(await readdir(folder)).toEqual([]);
    });
  },
);

/** A running capture and the events it has told. */
class Capture {
  readonly events: CaptureEvent[] = [];
  readonly ended: Promise<number | null>;
  readonly #process: ChildProcess;
  #said = "";

  constructor(process: ChildProcess) {
    this.#process = process;
    this.ended = once(process, "close").then(([status]) => status as number | null);
    let partial = "";
    process.stdout!.setEncoding("utf8").on("data", (text: string) => {
      const lines = (partial + text).split("\n");
      partial = lines.pop() ?? "";
      for (const line of lines) this.events.push(JSON.parse(line) as CaptureEvent);
    });
    process.stderr!.setEncoding("utf8").on("data", (text: string) => (this.#said += text));
  }

  /** Waits until `count` events were as asked. */
  async told(isWanted: (event: CaptureEvent) => boolean, count = 1): Promise<void> {
    while (this.events.filter(isWanted).length < count) {
      if (this.#process.exitCode !== null || this.#process.signalCode !== null)
        throw new Error(`the capture ended: ${this.#said}`);
      await delay(20);
    }
  }

  async stop(signal: "SIGTERM" | "SIGINT"): Promise<number | null> {
    this.#process.kill(signal);
    return this.ended;
  }

  signal(signal: "SIGHUP"): void {
    this.#process.kill(signal);
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.ended;
  }

  /** Ends it whatever became of the test. */
  async end(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await this.kill();
  }
}

function byVni(a: CaptureEvent, b: CaptureEvent): number {
  return "vni" in a && "vni" in b ? a.vni - b.vni : 0;
}

async function tcpdumpsOf(namespace: NetworkNamespace): Promise<number[]> {
  const { stdout } = spawnSync("ip", ["netns", "pids", namespace.name], { encoding: "utf8" });
  const pids = stdout.split("\n").filter(Boolean).map(Number);
  const names = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")));
  return pids.filter((_pid, index) => names[index] === "tcpdump\n");
}
