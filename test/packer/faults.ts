import { readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ApplianceSettings } from "../../modules/contracts";
import type { Fault } from "../support/s3-server/faults";
import type { RehearsedAppliance } from "./rehearsed-appliance";
import { VNIS } from "./rehearsed-appliance";

/** Everything is looked at every other second, tries are repeated soon, and S3 is given up after a second. */
const CAPTURE_FLAGS = ["--report-seconds", "2"];
const PROCESS_FLAGS = [
  ...["--report-seconds", "2", "--poll-milliseconds", "200", "--retry-milliseconds", "10"],
  ...["--silence-milliseconds", "1000", "--stop-seconds", "20"],
];

/** Shortened, as the waits of the scripts are. */
const CAPTURE_UNIT = ["RestartSec=1", "WatchdogSec=15"];
const PROCESS_UNIT = ["RestartSec=1"];

const SPOOL_MEGABYTES = 192;
const ROTATION_SECONDS = 2;

/** tcpdump sees packets with up to a second's delay. */
const SEEN_MS = 1_500;

/** A killed tcpdump loses a second's packets and 4 KiB: the fault comes when that is less than what was mirrored before. */
const HELD_MS = 3_500;
const STREAM_FRAMES = 600;
const STREAM_EVERY_MS = 8;

const CAPTURE = "tls-mirror-capture";
const PROCESS = "tls-mirror-process";

/**
 * Tests of what the appliance makes of faults: capture, processing, shipping and health together, under their units.
 *
 * @param given - the appliance, not booted; there when the tests begin
 */
export function testFaults(given: () => RehearsedAppliance): void {
  let appliance: RehearsedAppliance;
  /** Frames that must be in the bucket, by VNI, in the order of sending. */
  const sent = new Map<number, string[]>(VNIS.map((vni) => [vni, []]));

  beforeAll(async () => {
    appliance = given();
    await appliance.startAnew();
    await appliance.mountSpool(SPOOL_MEGABYTES);
    await writeSettings();
    await appliance.editUnit(CAPTURE, CAPTURE_FLAGS, CAPTURE_UNIT);
    await appliance.editUnit(PROCESS, PROCESS_FLAGS, PROCESS_UNIT);
    await appliance.boot();
    await appliance.healthTurns(200, /^$/);
  });

  const writeSettings = (changes: Partial<ApplianceSettings> = {}) =>
    appliance.writeSettings({ ...appliance.bucket, rotationSeconds: ROTATION_SECONDS, ...changes });

  async function send(mark: string): Promise<void> {
    for (const vni of VNIS) sent.get(vni)?.push(...(await appliance.send(vni, `${mark}${vni}`, 100)));
  }

  /** Waits until what was sent last is in the bucket and nothing waits; everything before must be there too, in order. */
  async function recovers(): Promise<void> {
    for (const vni of VNIS) {
      const last = sent.get(vni)?.at(-1);
      while ((await appliance.inBucket(vni)).at(-1) !== last) await delay(500);
    }
    while ((await appliance.waiting()).length > 0) await delay(200);
    for (const vni of VNIS) expect(await appliance.inBucket(vni)).toEqual(sent.get(vni));
    await appliance.healthTurns(200, /^$/);
    await storeTurns("reached");
    expect([...appliance.s3.bucket.writes.values()].every((writes) => writes === 1)).toBe(true);
  }

  /** Mirrors frames one by one while `fault` happens. What is missing of them must be one hole, from the fault on. */
  async function streamThrough(mark: string, fault: () => void): Promise<void> {
    const [vni] = VNIS;
    const streaming = appliance.stream(vni, mark, STREAM_FRAMES, STREAM_EVERY_MS);
    await delay(HELD_MS);
    fault();
    const frames = await streaming;
    await appliance.healthTurns(200, /^$/);
    await appliance.send(vni, `${mark}End`, 1);
    while ((await appliance.inBucket(vni)).at(-1) !== `<${mark}End-0>`) await delay(500);

    const found = (await appliance.inBucket(vni)).filter((frame) => frame.startsWith(`<${mark}-`));
    sent.get(vni)?.push(...found, `<${mark}End-0>`);
    const missing = frames.filter((frame) => !found.includes(frame));
    const first = missing.length === 0 ? frames.length : frames.indexOf(missing[0]!);
    expect(missing).toEqual(frames.slice(first, first + missing.length));
    expect(first).toBeGreaterThan(0);
  }

  async function storeTurns(store: string): Promise<void> {
    while ((await appliance.health())?.storing?.store !== store) await delay(200);
  }

  test("has every packet of an undisturbed minute in the bucket, and stays healthy through an idle one", async () => {
    await send("first");
    await recovers();
    const told = appliance.log(CAPTURE).split('"event":"health"').length;
    // Silence counts as a fault after three checks.
    await appliance.logged(CAPTURE, '"event":"packets"', appliance.log(CAPTURE).split('"event":"packets"').length + 8);

    expect(appliance.log(CAPTURE).split('"event":"health"').length).toBe(told);
    await send("woken");
    await recovers();
  });

  test("starts tcpdumps that were killed at once, and loses the packets of that moment alone", async () => {
    const tcpdumps = `for process in /proc/[0-9]*; do
      if [ "$(cat $process/comm 2>/dev/null)" = tcpdump ]; then kill -KILL \${process#/proc/}; fi
    done`;
    await streamThrough("killed", () => appliance.run(tcpdumps));

    expect(appliance.log(CAPTURE)).toMatch(/"status":"SIGKILL",.*"retrySeconds":0\b/);
    await send("restarted");
    await recovers();
  });

  test("loses nothing that tcpdump had when the supervisor is killed", async () => {
    await send("orphan");
    await delay(SEEN_MS);
    await streamThrough("orphaned", () => appliance.run(`systemctl kill --signal=KILL --kill-who=main ${CAPTURE}`));

    await send("adopted");
    await recovers();
  });

  test("starts again a supervisor that hangs, and has its tcpdumps close their files", async () => {
    await send("before");
    await delay(SEEN_MS);
    await streamThrough("hung", () => appliance.run(`systemctl kill --signal=STOP --kill-who=main ${CAPTURE}`));

    expect(appliance.log(CAPTURE)).toContain("Watchdog timeout");
    await send("unhung");
    await recovers();
  });

  test("loses no finished file when everything is killed in the middle of writing, and begins again", async () => {
    await streamThrough("cut", () =>
      appliance.run(`systemctl kill --signal=KILL --kill-who=all ${CAPTURE} ${PROCESS}`),
    );

    await send("again");
    await recovers();
  });

  test.each<[string, Fault | undefined, string, RegExp]>([
    ["away", undefined, "away", /^storing: .*(ECONNRESET|hang up|aborted)/],
    [
      "refusing",
      { kind: "error", code: "AccessDenied" },
      "refused",
      /^storing: AccessDenied: .* Allow the instance's role s3:PutObject/,
    ],
    ["slower than its limit", { kind: "slow", milliseconds: 3_000 }, "away", /^storing: TimeoutError/],
    ["hanging", { kind: "hang" }, "away", /^storing: TimeoutError/],
  ])("keeps everything while S3 is %s, says so, and drains when it is back", async (how, fault, store, says) => {
    const mark = how.replaceAll(" ", "");
    if (fault === undefined) await appliance.s3.goAway();
    else appliance.s3.faults.always(fault);
    await send(mark);
    await appliance.healthTurns(200, says);
    await storeTurns(store);
    await send(`${mark}Later`);
    while ((await appliance.waiting()).filter((path) => path.startsWith("outbox")).length < 4) await delay(200);
    await appliance.healthTurns(200, /^/, "/capture");

    appliance.s3.faults.always(undefined);
    if (fault === undefined) await appliance.s3.comeBack();
    await recovers();
  });

  test("keeps its settings when it is told to read broken ones, and follows them when they are mended", async () => {
    await writeSettings({ rotationSeconds: 0 });
    for (const unit of [CAPTURE, PROCESS]) await appliance.logged(unit, '"event":"settings-refused"');
    await send("broken");
    await recovers();

    await writeSettings({ rotationSeconds: ROTATION_SECONDS + 1 });
    for (const unit of [CAPTURE, PROCESS]) await appliance.logged(unit, '"event":"settings-reloaded"');
    // A replaced tcpdump and its successor may both have a packet that comes now.
    await appliance.logged(CAPTURE, '"event":"tcpdump-replaced"', VNIS.length);
    await send("mended");
    await recovers();
  });

  test("stops where its disk is full, says so, keeps what is finished, and goes on when there is room", async () => {
    await appliance.s3.goAway();
    await send("early");
    while ((await appliance.waiting()).filter((path) => path.startsWith("outbox")).length < 2) await delay(200);
    await delay(3_000);
    const kept = (await appliance.waiting()).filter((path) => path.startsWith("outbox"));
    appliance.run("cat /dev/zero > /var/lib/tls-mirror/foreign 2>/dev/null || true");
    await appliance.healthTurns(503, /^disk: 0 bytes are free, and \d+ are needed for the next files$/m, "/capture");
    await appliance.logged(PROCESS, '"event":"storing-untold"');
    expect(await appliance.waiting()).toEqual(expect.arrayContaining(kept));

    await rm(join(appliance.spool, "foreign"));
    await appliance.healthTurns(200, /^/);
    await appliance.s3.comeBack();
    await send("roomy");
    await recovers();
  });

  test("keeps its disk budget while S3 is away, says what that costs, and costs a load balancer no machine", async () => {
    await appliance.s3.goAway();
    await writeSettings({ rotationSeconds: ROTATION_SECONDS + 1, diskBudgetBytes: 64 * 1024 * 1024 });
    await appliance.logged(CAPTURE, '"applied":["diskBudgetBytes"');
    const outbox = join(appliance.spool, "outbox");
    for (const name of ["old.pcapng", "older.pcapng"]) {
      await writeFile(join(outbox, name), "");
      await truncate(join(outbox, name), 40 * 1024 * 1024);
    }
    await appliance.healthTurns(503, /^storing: files were removed before they were uploaded, \d+ s ago/m);
    await appliance.healthTurns(200, /^storing: files were removed/m, "/capture");
    await rm(join(outbox, "old.pcapng"), { force: true });
    await rm(join(outbox, "older.pcapng"), { force: true });
    await send("dear");
    await appliance.s3.comeBack();

    // It tells of a loss for ten minutes; a start begins anew.
    appliance.run(`systemctl restart ${CAPTURE}`);
    await recovers();
  });

  test("has the packets of its last moment in the bucket when it is shut down", async () => {
    await send("last");
    await appliance.stop();

    for (const vni of VNIS) expect(await appliance.inBucket(vni)).toEqual(sent.get(vni));
    expect(await appliance.waiting()).toEqual([]);
    expect(await readdir(join(appliance.spool, "open"))).toEqual([]);
  });

  test("captures what it can where a device is refused at the boot, and the rest when it is not any more", async () => {
    await appliance.inNetwork("ip", "link", "del", "capture1");
    await appliance.inNetwork("ip", "link", "add", "foreign0", "type", "vxlan", "id", `${VNIS[1]}`, "dstport", "4789");
    await appliance.boot();
    await appliance.healthTurns(503, /^VNI 7: capture1: it does not exist$/m);
    sent.get(VNIS[0])?.push(...(await appliance.send(VNIS[0], "half", 100)));

    await appliance.inNetwork("ip", "link", "del", "foreign0");
    await appliance.healthTurns(200, /^$/);
    await send("whole");
    await recovers();
  });
}
