import { createHash } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { CaptureEvent } from "../../scripts/capture/events";
import { framesIn } from "../packer/mirrored-frames";
import { bundledCapture, HEALTH_PORT, LAB_NEEDS, MirrorLab, VNIS } from "../scripts/capture/mirror-lab";
import { requires } from "../support/requirements";

/** Checks and counts every second, so that health is told within seconds. */
const OFTEN = ["--health-port", `${HEALTH_PORT}`, "--report-seconds", "1"];

const DATAGRAM_BYTES = 1_400;

/** Of one such datagram in a capture file, with the headers of Ethernet, IPv4, UDP and the record. */
const RECORD_BYTES = DATAGRAM_BYTES + 14 + 20 + 8 + 16;

jest.setTimeout(120_000);

let files: Awaited<ReturnType<typeof bundledCapture>>;
beforeAll(async () => {
  files = await bundledCapture();
});
afterAll(() => rm(files.work, { recursive: true, force: true }));

requires({ ...LAB_NEEDS, commands: [...LAB_NEEDS.commands, "tshark"] })("an appliance at fault", () => {
  let lab: MirrorLab;
  beforeEach(async () => {
    lab = await MirrorLab.make(files);
    await lab.mirrorInto(VNIS[0]);
  });
  afterEach(() => lab.remove());

  const closedFolder = () => join(lab.folder, "closed");
  const captured = () => framesIn(lab.folder, VNIS[0]);
  const numbers = (texts: readonly string[]) => texts.map((text) => Number(/\d+(?=>)/.exec(text)?.[0]));

  /** Finished files with a digest of each. */
  async function finished(): Promise<Map<string, string>> {
    const names = await readdir(closedFolder());
    const digests = names.map(async (name) => {
      const bytes = await readFile(join(closedFolder(), name));
      return [name, createHash("sha256").update(bytes).digest("hex")] as const;
    });
    return new Map(await Promise.all(digests));
  }

  test("tells that a tcpdump was killed, starts another, and keeps every finished file", async () => {
    const capture = await lab.start(...OFTEN, "--rotation-seconds", "1");
    await lab.send("before", 500);
    await capture.told((event) => event.event === "file-closed" && event.vni === VNIS[0], 2);
    const kept = await finished();

    for (const pid of await lab.tcpdumps()) process.kill(pid, "SIGKILL");
    // At once: every tenth of a second without it costs packets.
    await capture.told(
      (event) =>
        event.event === "tcpdump-ended" &&
        event.vni === VNIS[0] &&
        event.status === "SIGKILL" &&
        event.retrySeconds === 0,
    );
    await capture.told((event) => event.event === "started" && event.vni === VNIS[0], 2);
    await lab.healthTurns(200, /^$/);
    const after = await lab.send("after", 500);
    expect(await capture.stop("SIGTERM")).toBe(0);

    const left = await finished();
    for (const [name, digest] of kept) expect([name, left.get(name)]).toEqual([name, digest]);
    expect((await captured()).slice(-500).join("\n")).toBe(after.join("\n"));
  });

  test("loses at most the packets in memory when everything is killed while it writes", async () => {
    const capture = await lab.start("--rotation-seconds", "1");
    const sending = lab.send("flood", 60_000, DATAGRAM_BYTES);
    await capture.told((event) => event.event === "file-closed" && event.vni === VNIS[0] && event.bytes > 1_000_000);
    const kept = await finished();
    const pids = await lab.tcpdumps();
    await Promise.all([capture.kill(), ...pids.map((pid) => Promise.resolve(process.kill(pid, "SIGKILL")))]);
    await sending;
    // Nobody answers for a capture that is gone.
    const ask = ["-e", `fetch("http://127.0.0.1:${HEALTH_PORT}/").then(() => 0, () => process.exit(7))`];
    expect((await lab.appliance.run(process.execPath, ask)).status).toBe(7);

    const again = await lab.start(...OFTEN);
    await lab.healthTurns(200, /^$/);
    const after = await lab.send("after", 50);
    expect(await again.stop("SIGTERM")).toBe(0);

    const left = await finished();
    for (const [name, digest] of kept) expect([name, left.get(name)]).toEqual([name, digest]);
    const cuts = again.events.flatMap((event) => (event.event === "file-recovered" ? [event.bytesCut ?? 0] : []));
    expect(cuts.length).toBeGreaterThan(0);
    for (const bytes of cuts) expect(bytes).toBeLessThan(RECORD_BYTES);
    const found = await captured();
    expect(found.slice(-50)).toEqual(after);
    const flood = numbers(found.slice(0, -50));
    expect(flood.join("\n")).toBe([...new Set(flood)].sort((a, b) => a - b).join("\n"));
    expect(await readdir(join(lab.folder, "open"))).toEqual([]);
  });

  test("stays within its disk budget under a flood, and keeps the newest packets", async () => {
    const capture = lab.startWith(await lab.writeSettings({ rotationSeconds: 1 }));
    await capture.told((event) => event.event === "self-test" && event.vni === VNIS[0]);
    await capture.told((event) => event.event === "self-test" && event.vni === VNIS[1]);
    for (let round = 0; round < 4; round++) await lab.send(`round${round}`, 20_000, DATAGRAM_BYTES);
    await capture.told((event) => event.event === "files-removed");
    const last = await lab.send("last", 50);
    await lab.healthTurns(200, /^$/);
    // The budget is kept every second, also for what the last files hold.
    await delay(2_500);
    const sizes = await Promise.all(
      (await readdir(closedFolder())).map((name) => readFile(join(closedFolder(), name))),
    );
    expect(sizes.reduce((sum, bytes) => sum + bytes.length, 0)).toBeLessThanOrEqual(64 * 1024 * 1024);
    expect(await capture.stop("SIGTERM")).toBe(0);

    const found = await captured();
    expect(found.slice(-50)).toEqual(last);
    expect(found).not.toContain("<round0-0>");
    const rounds = found.slice(0, -50).map((text) => text.slice(0, "<round0".length));
    expect(rounds.join("\n")).toBe([...rounds].sort().join("\n"));
  });

  test("stays healthy through a long idle time, and captures the packets after it", async () => {
    const often = ["--health-port", `${HEALTH_PORT}`, "--report-seconds", "2"];
    const capture = await lab.start(...often, "--rotation-seconds", "1");
    await lab.healthTurns(200, /^$/);
    const begun = capture.events.length;
    // Longer than three checks, after which silence counts as a fault.
    const reports = (event: CaptureEvent) => event.event === "packets" && event.vni === VNIS[0];
    await capture.told(reports, capture.events.filter(reports).length + 5);
    expect(capture.events.slice(begun).filter((event) => event.event === "health")).toEqual([]);
    const after = await lab.send("after", 50);
    expect(await capture.stop("SIGTERM")).toBe(0);

    expect(await captured()).toEqual(after);
  });
});
