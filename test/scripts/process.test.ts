import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import type { ApplianceSettings } from "../../modules/contracts";
import { bundleProcess } from "../../scripts/capture/bundle";
import { Outbox } from "../../scripts/ship/outbox";
import { readStoring, type StoringState } from "../../scripts/capture/storing";
import type { ProcessEvent } from "../../scripts/process/events";
import { trafficOf } from "../../scripts/bench/shapes";
import { splitCapture } from "../../scripts/bench/split";
import { writeTraffic } from "../../scripts/bench/traffic";
import { requires } from "../support/requirements";
import { S3Server } from "../support/s3-server/server";
import { recordsIn, SETTINGS, SpoolFixture } from "./process/spool-fixture";

jest.setTimeout(90_000);

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

let work: string;
let bundle: string;
/** A capture of a hundred connections with data, in the order of capturing. */
let parts: Buffer[];
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "tls-mirror-process-"));
  bundle = join(work, "process.cjs");
  await bundleProcess(resolve(__dirname, "../.."), bundle);
  writeTraffic(join(work, "traffic.pcap"), trafficOf("mixed", 0.005, false, 3));
  parts = splitCapture(join(work, "traffic.pcap"), 12).map((path) => readFileSync(path));
});
afterAll(() => rm(work, { recursive: true, force: true }));

let spool: SpoolFixture;
let server: S3Server;
let running: ChildProcess | undefined;
/** What the running one has told. */
let events: ProcessEvent[];
beforeEach(async () => {
  spool = new SpoolFixture();
  events = [];
  server = await S3Server.start();
});
afterEach(async () => {
  if (running?.exitCode === null && running.signalCode === null) await end(running, "SIGKILL");
  await server.goAway();
  spool.remove();
});

const environment = () => ({
  PATH: process.env["PATH"],
  AWS_ENDPOINT_URL: server.endpoint,
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
});

function args(settings: Partial<ApplianceSettings>, ...flags: string[]): string[] {
  const path = join(spool.folder, "settings.json");
  writeFileSync(path, JSON.stringify({ ...SETTINGS, bucket: "captures", ...settings }));
  const waits = ["--poll-milliseconds", "20", "--retry-milliseconds", "20", "--report-seconds", "1"];
  const silence = ["--silence-milliseconds", "300"];
  return [bundle, "--settings", path, "--folder", spool.folder, ...waits, ...silence, ...flags];
}

const run = (settings: Partial<ApplianceSettings>, ...flags: string[]) =>
  new Promise<{ status: number | null; events: ProcessEvent[]; stderr: string }>((ended) => {
    const child = spawn(process.execPath, args(settings, "--once", ...flags), { env: environment() });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    child.on("close", (status) => {
      const lines = stdout.trimEnd().split("\n");
      ended({ status, stderr, events: lines.filter(Boolean).map((line) => JSON.parse(line) as ProcessEvent) });
    });
  });

function start(settings: Partial<ApplianceSettings> = {}, ...flags: string[]): ChildProcess {
  running = spawn(process.execPath, args(settings, ...flags), {
    env: environment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: running.stdout! });
  lines.on("line", (line) => events.push(JSON.parse(line) as ProcessEvent));
  return running;
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
  child.kill(signal);
  return ((await once(child, "close")) as [number | null])[0];
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(10);
}

/** How many results wait to be uploaded; unlike `spool.outbox()`, not disturbed by whoever removes them meanwhile. */
const waiting = async () => (await new Outbox(spool.folders.outbox).waiting()).length;

const stored = (folder: string) =>
  [...server.bucket.objects.keys()].filter((key) => key.includes(`/${folder}/`)).sort();

/** What the bucket must hold when all is done: from a run without any fault. */
async function expectedObjects(): Promise<Map<string, string>> {
  const undisturbed = spool;
  spool = new SpoolFixture();
  parts.forEach((bytes, minute) => spool.closeBytes(minute, bytes));
  await run({});
  spool.remove();
  spool = undisturbed;
  const objects = contents();
  server.bucket.objects.clear();
  server.bucket.writes.clear();
  return objects;
}

const contents = () => new Map([...server.bucket.objects].map(([key, { bytes }]) => [key, bytes.toString("base64")]));

describe("the process command", () => {
  const plain = (...flags: string[]) =>
    spawnSync(process.execPath, [bundle, ...flags], { encoding: "utf8", env: { PATH: process.env["PATH"] } });

  test("ends with status 2 and no stack for a flag it does not know, and for settings at fault", () => {
    expect(plain("--onec")).toMatchObject({ status: 2, stdout: "", stderr: matching(/^Unknown option/) });
    const { status, stderr } = plain(...args({ vnis: [] }, "--check").slice(1));

    expect(status).toBe(2);
    expect(stderr).toMatch(/settings\.json: a setting is not usable\.\n {2}- "vnis" must be/);
  });

  test("ends with status 2 where the Region of the bucket is not known", () => {
    const { status, stderr } = plain(...args({}, "--check").slice(1));

    expect(status).toBe(2);
    expect(stderr).toMatch(/^The Region of bucket captures is not known/);
  });

  test("says what it would do, and explains its flags", () => {
    const { stdout } = plain(...args({ region: "eu-north-1" }, "--check").slice(1));

    expect(stdout).toMatch(/settings\.json: good\. \S+ keeps handshakes, stored s3:\/\/captures in eu-north-1\n$/);
    expect(plain("--help").stdout).toContain("--retry-milliseconds N");
  });

  test("works in a folder alone", async () => {
    const first = start();
    await until(async () => (await readStoring(spool.folder)) !== undefined);

    expect(await run({})).toMatchObject({
      status: 2,
      stderr: matching(/another process script works there/),
    });
    expect(await end(first, "SIGTERM")).toBe(0);
  });
});

describe("processing and shipping", () => {
  test("tells every connection once and keeps every packet, from file to file, in the bucket", async () => {
    parts.forEach((bytes, minute) => spool.closeBytes(minute, bytes));
    const { status, events } = await run({});

    expect(status).toBe(0);
    expect(stored("captures")).toHaveLength(12);
    const records = stored("findings").flatMap((key) => recordsIn(server.content(key)));
    const processed = events.filter((event) => event.event === "file-processed");
    expect(processed.reduce((sum, { records: count }) => sum + count, 0)).toBe(records.length);
    // Those still open at the end are told when they are over.
    expect(records.length).toBeGreaterThan(70);
    expect(new Set(records.map(({ client }) => `${client.ip} ${client.port}`)).size).toBe(records.length);
    expect(events.at(-1)).toMatchObject({ event: "handshakes-failed" });
    expect(events.find((event) => event.event === "storing")).toMatchObject({
      HandshakesCompleted: records.filter(({ outcome }) => outcome === "completed").length,
      Deployment: "shop",
      SpoolFiles: 0,
    });
  });

  test("keeps all on disk where no bucket is set", async () => {
    spool.closeBytes(0, parts[0]!);
    const { status } = await run({ bucket: undefined });

    expect(status).toBe(0);
    expect(spool.outbox().size).toBe(2);
    expect(spool.names("closed")).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  test("leaves the same objects, each written once, when killed again and again in the middle of it", async () => {
    const expected = await expectedObjects();
    parts.forEach((bytes, minute) => spool.closeBytes(minute, bytes));
    server.faults.always({ kind: "slow", milliseconds: 5 });
    for (const milliseconds of [250, 300, 350, 400, 450]) {
      const child = start();
      await delay(milliseconds);
      await end(child, "SIGKILL");
    }
    expect((await run({})).status).toBe(0);

    expect(contents()).toEqual(expected);
    expect([...server.bucket.writes.values()].every((writes) => writes === 1)).toBe(true);
    expect([spool.names("closed"), [...spool.outbox().keys()]]).toEqual([[], []]);
  });

  test("goes on analyzing while the store is away, tells so, and drains when it is back", async () => {
    const expected = await expectedObjects();
    await server.goAway();
    parts.forEach((bytes, minute) => spool.closeBytes(minute, bytes));
    const child = start();
    let away: StoringState | undefined;
    await until(async () => {
      away = await readStoring(spool.folder);
      return away?.store === "away" && away.backlog.files === 0 && away.outbox.files >= expected.size;
    });
    await server.comeBack();
    await until(() => server.bucket.objects.size === expected.size);
    await until(async () => (await readStoring(spool.folder))?.store === "reached");

    expect(away).toMatchObject({ backlog: { files: 0 }, outbox: { files: expected.size } });
    expect(away?.problem).toContain("ECONNREFUSED");
    expect(contents()).toEqual(expected);
    expect(await end(child, "SIGTERM")).toBe(0);
  });

  test("goes on analyzing while the store hangs or is slower than its limit, tells so, and drains when it answers", async () => {
    const expected = await expectedObjects();
    server.faults.always({ kind: "hang" });
    parts.forEach((bytes, minute) => spool.closeBytes(minute, bytes));
    const child = start();
    await until(() => spool.names("closed").length === 0);
    await until(async () => (await readStoring(spool.folder))?.problem?.startsWith("TimeoutError") === true);
    server.faults.always({ kind: "slow", milliseconds: 400 });
    await until(async () => server.requests.length > 5 && (await waiting()) === expected.size);
    server.faults.always(undefined);
    await until(async () => (await waiting()) === 0);

    expect(contents()).toEqual(expected);
    expect([...server.bucket.writes.values()].every((writes) => writes === 1)).toBe(true);
    expect(await end(child, "SIGTERM")).toBe(0);
  });

  test("keeps everything while it is refused, and uploads once settings read again put it right", async () => {
    spool.closeBytes(0, parts[0]!);
    const child = start({ bucketOwner: "999999999999" });
    await until(async () => (await readStoring(spool.folder))?.store === "refused");
    const refused = await readStoring(spool.folder);
    args({ bucketOwner: "111122223333" });
    child.kill("SIGHUP");
    await until(async () => server.bucket.objects.size > 0 && (await waiting()) === 0);

    expect(refused?.problem).toMatch(/AccessDenied.*Check that account 999999999999 owns it/);
    expect(await end(child, "SIGTERM")).toBe(0);
  });

  test("processes and uploads what is there when it is told to stop, as the capture's last files are", async () => {
    const expected = await expectedObjects();
    // It never looks for files by itself.
    const child = start({}, "--poll-milliseconds", "3600000");
    await until(() => events.some(({ event }) => event === "process-started"));
    await until(async () => (await readStoring(spool.folder)) !== undefined);
    parts.forEach((bytes, minute) => spool.closeBytes(minute, bytes));

    expect(await end(child, "SIGTERM")).toBe(0);
    expect(contents()).toEqual(expected);
    expect([spool.names("closed"), spool.outbox().size]).toEqual([[], 0]);
  });

  test("tries a store that was away once more when it is told to stop", async () => {
    await server.goAway();
    spool.closeBytes(0, parts[0]!);
    const child = start({}, "--retry-milliseconds", "3600000");
    await until(async () => (await readStoring(spool.folder))?.store === "away");
    await server.comeBack();

    expect(await end(child, "SIGTERM")).toBe(0);
    expect(spool.outbox().size).toBe(0);
    expect(server.bucket.objects.size).toBe(2);
  });

  test("stops in time where the store hangs, and keeps what it could not upload", async () => {
    server.faults.always({ kind: "hang" });
    spool.closeBytes(0, parts[0]!);
    const child = start({}, "--stop-seconds", "1", "--silence-milliseconds", "3600000");
    await until(() => events.some(({ event }) => event === "file-processed"));

    expect(await end(child, "SIGTERM")).toBe(0);
    expect(spool.outbox().size).toBe(2);
    expect(events.at(-1)).toMatchObject({ event: "process-stopped" });
  });

  test("reports that something is left, with status 1", async () => {
    spool.closeBytes(0, parts[0]!);
    await server.goAway();

    expect((await run({})).status).toBe(1);
    expect(spool.outbox().size).toBe(2);
  });
});

requires({ root: true, commands: ["mount", "umount"] })("processing on a disk of its own", () => {
  const MEGABYTE = 1024 * 1024;
  const foreign = () => join(spool.folder, "foreign");

  beforeEach(() => {
    mount(Math.ceil(parts.reduce((sum, { length }) => sum + length, 0) / MEGABYTE) + 2);
    mkdirSync(join(spool.folder, "later"));
    parts.forEach((bytes, minute) => {
      const name = spool.closeBytes(minute, bytes);
      renameSync(join(spool.folders.closed, name), join(spool.folder, "later", name));
    });
  });
  afterEach(async () => {
    if (running?.exitCode === null && running.signalCode === null) await end(running, "SIGKILL");
    spawnSync("umount", [spool.folder]);
  });

  function mount(megabytes: number): void {
    const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", spool.folder]);
    expect([status, stderr.toString()]).toEqual([0, ""]);
    mkdirSync(spool.folders.closed);
  }

  /** Finishes so many further files, which takes no room. */
  function finish(count: number): void {
    const names = readdirSync(join(spool.folder, "later")).sort().slice(0, count);
    for (const name of names) renameSync(join(spool.folder, "later", name), join(spool.folders.closed, name));
  }

  /** Leaves room for nothing at all. */
  function fill(): void {
    try {
      for (;;) appendFileSync(foreign(), Buffer.alloc(4096));
    } catch (error) {
      expect(error).toMatchObject({ code: "ENOSPC" });
    }
  }

  test.each([
    ["from its start on", 0],
    ["after a while", 5],
  ])("outlasts one that is full %s, tells so, and loses nothing", async (_when, processedBefore) => {
    const expected = await expectedObjects();
    await server.goAway();
    args({});
    finish(processedBefore);
    if (processedBefore > 0) start();
    await until(() => events.filter(({ event }) => event === "file-processed").length === processedBefore);
    fill();
    finish(Infinity);
    if (processedBefore === 0) start();
    const failures = () => events.filter(({ event }) => event === "processing-failed");
    await until(() => failures().length > 2 && events.some(({ event }) => event === "storing-untold"));

    expect(failures()[0]).toMatchObject({ message: matching(/^ENOSPC/) });
    expect(running?.exitCode).toBeNull();
    rmSync(foreign());
    await server.comeBack();
    await until(async () => server.bucket.objects.size === expected.size && (await waiting()) === 0);
    expect(contents()).toEqual(expected);
    expect(spool.names("work")).toEqual([]);
    await until(async () => (await readStoring(spool.folder))?.problem === null);
    expect(await end(running!, "SIGTERM")).toBe(0);
  });
});
