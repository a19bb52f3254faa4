import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { requires } from "../support/requirements";
import { bundledCapture, HEALTH_PORT, LAB_NEEDS, MirrorLab, VNIS } from "./capture/mirror-lab";

jest.setTimeout(60_000);

let files: Awaited<ReturnType<typeof bundledCapture>>;
beforeAll(async () => {
  files = await bundledCapture();
});
afterAll(() => rm(files.work, { recursive: true, force: true }));

requires(LAB_NEEDS)("the files of a capture in a network namespace", () => {
  let lab: MirrorLab;
  beforeEach(async () => {
    lab = await MirrorLab.make(files);
  });
  afterEach(() => lab.remove());

  test("rotates by time without losing or repeating a packet", async () => {
    const capture = await lab.start("--rotation-seconds", "1", "--report-seconds", "1");
    await lab.mirrorInto(VNIS[0]);
    const sent: string[] = [];
    for (let round = 0; round < 8; round++) {
      sent.push(...(await lab.send(`round${round}`, 50)));
      await delay(400);
    }
    expect(await capture.stop("SIGTERM")).toBe(0);

    expect(await lab.captured(VNIS[0])).toEqual(sent);
    expect((await readdir(join(lab.folder, "closed"))).length).toBeGreaterThan(3);
    const told = capture.events.filter((event) => event.event === "packets" && event.vni === VNIS[0]);
    expect(told.length).toBeGreaterThan(1);
  });

  test("closes the file of an idle link", async () => {
    const capture = await lab.start("--rotation-seconds", "1");
    await capture.told((event) => event.event === "file-closed" && event.vni === VNIS[0]);
    await capture.told((event) => event.event === "file-closed" && event.vni === VNIS[1]);

    expect(await capture.stop("SIGTERM")).toBe(0);
    expect(capture.events.some((event) => event.event === "tcpdump-replaced")).toBe(false);
  });

  test("replaces a tcpdump that no packet reaches, so that its file is closed all the same", async () => {
    const capture = await lab.start("--rotation-seconds", "1");
    await lab.appliance.must("ip", ["link", "set", "lo", "down"]);
    await capture.told((event) => event.event === "tcpdump-replaced" && event.vni === VNIS[0]);
    await lab.mirrorInto(VNIS[0]);
    const sent = await lab.send("after", 20);

    expect(await capture.stop("SIGTERM")).toBe(0);
    expect(await lab.captured(VNIS[0])).toEqual(sent);
  });

  test("starts a tcpdump that was killed again, and keeps what it had written", async () => {
    const capture = await lab.start();
    await lab.mirrorInto(VNIS[0]);
    const before = await lab.send("before", 200);
    await delay(1_500);
    for (const pid of await lab.tcpdumps()) process.kill(pid, "SIGKILL");
    await capture.told((event) => event.event === "tcpdump-ended" && event.vni === VNIS[0]);
    await capture.told((event) => event.event === "started" && event.vni === VNIS[0], 2);
    const after = await lab.send("after", 20);
    expect(await capture.stop("SIGTERM")).toBe(0);

    const found = await lab.captured(VNIS[0]);
    expect(found.slice(-20)).toEqual(after);
    // What tcpdump still held in memory went with it, at most one block of 4 KiB.
    expect(found.length).toBeGreaterThan(20 + 100);
    expect(before.slice(0, found.length - 20)).toEqual(found.slice(0, -20));
  });

  test("leaves no tcpdump behind and loses nothing when it is killed itself", async () => {
    const capture = await lab.start();
    await lab.mirrorInto(VNIS[0]);
    const before = await lab.send("before", 200);
    await delay(1_500);
    await capture.kill();
    while ((await lab.tcpdumps()).length > 0) await delay(50);

    const again = await lab.start();
    const after = await lab.send("after", 20);
    expect(await again.stop("SIGTERM")).toBe(0);
    expect(await lab.captured(VNIS[0])).toEqual([...before, ...after]);
  });

  test("keeps its disk budget by removing the oldest files", async () => {
    await mkdir(join(lab.folder, "closed"));
    for (const [name, modified] of [
      ["4660-20200101T000000Z.pcap", 100],
      ["4660-20200102T000000Z.pcap", 200],
    ] as const) {
      const path = join(lab.folder, "closed", name);
      await writeFile(path, "");
      await truncate(path, 40 * 1024 * 1024);
      await utimes(path, modified, modified);
    }
    const capture = lab.startWith(await lab.writeSettings());
    await capture.told(
      (event) => event.event === "files-removed" && event.last === "closed/4660-20200101T000000Z.pcap",
    );

    expect(await readdir(join(lab.folder, "closed"))).toEqual(["4660-20200102T000000Z.pcap"]);
    expect(await capture.stop("SIGTERM")).toBe(0);
  });

  test("stops before the disk is full, says so, and goes on when there is room", async () => {
    // Mounted outside, so that this process can fill it too. A trial needs room for a file of 625 million bytes.
    const small = await mkdtemp(join(lab.work, "disk-"));
    spawnSync("mount", ["-t", "tmpfs", "-o", "size=700m", "tmpfs", small]);
    try {
      await writeFile(join(small, "foreign"), Buffer.alloc(150_000_000));
      lab.folder = small;
      const capture = lab.run("--vni", `${VNIS[0]}`, "--health-port", `${HEALTH_PORT}`, "--report-seconds", "1");
      await capture.told((event) => event.event === "paused");
      await lab.healthTurns(503, /^disk: \d+ bytes are free, and 625000000 are needed for the next files$/m);
      while ((await lab.tcpdumps()).length > 0) await delay(50);

      await rm(join(small, "foreign"));
      await lab.healthTurns(200, /^$/);
      await lab.mirrorInto(VNIS[0]);
      const sent = await lab.send("room", 20);
      expect(await capture.stop("SIGTERM")).toBe(0);
      expect(await lab.captured(VNIS[0])).toEqual(sent);
    } finally {
      for (const capture of lab.captures) await capture.end();
      spawnSync("umount", [small]);
    }
  });
});
