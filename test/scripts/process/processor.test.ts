import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CaptureReader } from "../../../modules/analyzer/capture";
import type { ApplianceSettings } from "../../../modules/contracts";
import { probeDatagram } from "../../../scripts/capture/probe";
import { History } from "../../../scripts/process/history";
import { Processor } from "../../../scripts/process/processor";
import { analyzePackets } from "../../support/analyze";
import { pcapFile, type RecordedPacket } from "../../support/capture-files";
import { tcp } from "../../support/conversations";
import { alert, clientFinished13, clientHello, hidden, serverFlight13 } from "../../support/tls-records";
import { SETTINGS, SpoolFixture, VNI } from "./spool-fixture";

let spool: SpoolFixture;
beforeEach(() => {
  spool = new SpoolFixture();
});
afterEach(() => {
  spool.remove();
});

const never = new AbortController().signal;
const processor = (changes: Partial<ApplianceSettings> = {}) =>
  new Processor(spool.folders, { ...SETTINGS, ...changes }, "i-0abc");

const failing = (port: number) =>
  tcp({ client: `203.0.113.5:${port}` })
    .connect()
    .client(clientHello())
    .server(alert(40))
    .fin("server")
    .fin("client");

/** A handshake, some data, an end: nineteen packets. */
const completing = (port: number) =>
  tcp({ client: `203.0.113.5:${port}` })
    .connect()
    .client(clientHello())
    .server(serverFlight13())
    .client(clientFinished13())
    .client(hidden(300))
    .server(hidden(900))
    .client(hidden(300))
    .server(hidden(900))
    .fin("client")
    .fin("server");

const probe = (timeUs: number): RecordedPacket => ({ timeUs, bytes: probeDatagram(VNI, "test").slice(8) });

describe("processing finished capture files", () => {
  test("refuses what is no capture, keeps it apart and goes on with the next file", async () => {
    const works = processor();
    const text = spool.closeBytes(0, Buffer.from("this is no capture, whatever its name says"));
    const nothing = spool.closeBytes(1, new Uint8Array(0));
    const good = spool.close(2, failing(50_000).packets);

    expect(await works.process(text, never)).toMatchObject({ event: "file-unreadable", file: text });
    expect(await works.process(nothing, never)).toMatchObject({ event: "file-unreadable", file: nothing });
    expect(await works.process(good, never)).toMatchObject({ event: "file-processed", records: 0, packets: 7 });
    expect(spool.names("unreadable")).toEqual([text, nothing]);
    expect(spool.names("closed")).toEqual([]);
  });

  test("knows only the names that the capture gives, and files that are there", async () => {
    writeFileSync(join(spool.folders.closed, "notes.txt"), "");

    expect(await processor().process("notes.txt", never)).toBeUndefined();
    expect(await processor().process("4660-20261122T150000Z.pcap", never)).toBeUndefined();
    expect(spool.names("closed")).toEqual(["notes.txt"]);
  });

  test("makes nothing of a file in which there was no mirrored packet", async () => {
    const works = processor();
    await works.process(spool.close(0, []), never);
    await works.process(spool.close(1, [probe(1e15), probe(1e15 + 10e6)]), never);

    expect(spool.names("closed")).toEqual([]);
    expect([...spool.outbox().keys()]).toEqual([]);
  });

  test("leaves frames of the appliance's own out of packets and counts", async () => {
    const { packets } = failing(50_000);
    const event = await processor().process(spool.close(0, [probe(packets[0]!.timeUs - 1), ...packets]), never);

    expect(event).toMatchObject({ event: "file-processed", packets: 7 });
    expect([...spool.outbox().values()][0]!.includes("tls-mirror probe")).toBe(false);
  });

  test("puts findings and packets under the deployment, the day and the hour, by the collector's name", async () => {
    const works = processor({ prefix: "tls/mirror" });
    await works.process(spool.close(0, [...failing(50_000).packets, ...failing(50_001).wait(10).packets]), never);
    const later = [probe(1e15 + 5e6), ...tcp({ startUs: 1e15 + 6e6 }).connect().packets];
    await works.process(spool.close(1, later), never);

    expect([...spool.outbox().keys()]).toEqual([
      "tls/mirror/shop/captures/dt=2026-11-22/hour=15/i-0abc-4660-20261122T150000Z.pcapng",
      "tls/mirror/shop/captures/dt=2026-11-22/hour=15/i-0abc-4660-20261122T150100Z.pcapng",
      "tls/mirror/shop/findings/dt=2026-11-22/hour=15/i-0abc-20261122T150100Z.ndjson.gz",
    ]);
  });

  test("gives files of two VNIs, begun in the same second, findings of their own", async () => {
    const works = processor({ vnis: [VNI, 7] });
    const packets = [...failing(50_000).packets, ...tcp({ startUs: 1e15 + 20e6 }).connect().packets];
    await works.process(spool.close(0, packets), never);
    await works.process(spool.close(0, packets, 7), never);

    const findings = [...spool.outbox().keys()].filter((key) => key.includes("/findings/"));
    expect(findings.map((key) => key.split("/").at(-1))).toEqual([
      "i-0abc-4660-20261122T150000Z.ndjson.gz",
      "i-0abc-7-20261122T150000Z.ndjson.gz",
    ]);
    expect(spool.records().map(({ vni }) => vni)).toEqual([VNI, 7]);
  });

  test("gives them findings of their own also when one of the VNIs has left the settings meanwhile", async () => {
    const packets = [...failing(50_000).packets, ...tcp({ startUs: 1e15 + 20e6 }).connect().packets];
    const names = [spool.close(0, packets), spool.close(0, packets, 7)];
    const works = processor({ vnis: [VNI] });
    for (const name of names) await works.process(name, never);

    expect(spool.records().map(({ vni }) => vni)).toEqual([VNI, 7]);
  });

  test("reads a file to its cut end and says where that was", async () => {
    const whole = pcapFile({
      packets: [...failing(50_000).packets, ...tcp({ startUs: 1e15 + 20e6 }).connect().packets],
    });
    const event = await processor().process(spool.closeBytes(0, whole.slice(0, -7)), never);

    expect(event).toMatchObject({ event: "file-processed", packets: 9, records: 1 });
    expect(event).toMatchObject({ warnings: [expect.stringMatching(/^at byte \d+: the capture ends/)] });
  });

  test("counts packets that arrived cut", async () => {
    const packets = tcp().connect().client(clientHello(), { captured: 20 }).client(clientHello()).packets;

    expect(await processor().process(spool.close(0, packets), never)).toMatchObject({ packets: 5, truncated: 1 });
  });

  test("keeps whole packets where everything is to be retained", async () => {
    const { packets } = completing(50_000);
    await processor({ retention: "everything" }).process(spool.close(0, packets), never);
    const everything = [...spool.outbox().values()][0]!;

    expect(everything.length).toBeGreaterThan(packets.reduce((sum, { bytes }) => sum + bytes.length, 0));
  });
});

describe("a connection that spans capture files", () => {
  const traffic = [failing(50_000), completing(50_001), completing(50_002), failing(50_003)]
    .flatMap(({ packets }) => packets)
    .map(({ bytes }, index) => ({ bytes, timeUs: 1e15 + index * 1e6 }));
  /** Long after all of it, so that whatever ended is told. */
  const last = tcp({ client: "203.0.113.9:60000", startUs: 1e15 + 60e6 }).connect().packets;
  const frames = [...traffic, ...[45, 55].map((seconds) => probe(1e15 + seconds * 1e6)), ...last];
  const told = analyzePackets([...traffic, ...last], { vni: VNI }).records.slice(0, 4);

  /** Processes the traffic in files of `size` packets; `restarts` before each. */
  async function inFiles(size: number, restarts: boolean) {
    let works = processor();
    for (let start = 0, minute = 0; start < frames.length; start += size, minute++) {
      if (restarts) works = processor();
      await works.process(spool.close(minute, frames.slice(start, start + size)), never);
    }
    const outbox = spool.outbox();
    const records = spool.records();
    spool.remove();
    spool = new SpoolFixture();
    return { outbox, records };
  }

  test.each([1, 2, 5, 7, 11, 23, 1000])("is told once, as in one file, in files of %d packets", async (size) => {
    const { records } = await inFiles(size, false);

    expect(records).toHaveLength(4);
    expect(records).toEqual(expect.arrayContaining(told));
  });

  test.each([2, 5, 11])("is told the same after a restart before each file of %d packets", async (size) => {
    const { outbox } = await inFiles(size, true);

    expect(outbox).toEqual((await inFiles(size, false)).outbox);
  });

  test("is not blamed for the time in which the capture did not run", async () => {
    const works = processor();
    const start = tcp().connect().client(clientHello());
    await works.process(spool.close(0, start.packets), never);
    const later = tcp({ client: "203.0.113.9:60000", startUs: start.packets.at(-1)!.timeUs + 3600e6 }).connect();
    const event = await works.process(spool.close(1, later.packets), never);

    expect(event).toMatchObject({ interrupted: true });
    expect(spool.records()).toMatchObject([{ outcome: "undetermined", cause: "still-open" }]);
  });

  test("is told as it stood when the clock was set back", async () => {
    const works = processor();
    const start = tcp({ startUs: 2e15 }).connect().client(clientHello());
    await works.process(spool.close(0, start.packets), never);
    const event = await works.process(spool.close(1, [probe(1e15), ...completing(50_009).packets]), never);

    expect(event).toMatchObject({ interrupted: true });
    expect(spool.records().map(({ cause }) => cause)).toEqual(["still-open"]);
  });
});

describe("processing where the disk budget removes files meanwhile", () => {
  const finished = [...failing(50_000).packets, ...tcp({ startUs: 1e15 + 20e6 }).connect().packets];

  test("tells what it had read of a raw file that is removed under its hands", async () => {
    const name = spool.close(0, finished);
    const opened = jest.spyOn(CaptureReader, "open").mockImplementationOnce(async (path) => {
      const reader = await CaptureReader.open(path);
      rmSync(join(spool.folders.closed, name));
      return reader;
    });
    const event = await processor().process(name, never);
    opened.mockRestore();

    expect(event).toMatchObject({ event: "file-processed", records: 1, packets: 10 });
    expect(spool.records()).toHaveLength(1);
  });

  test("has nothing to tell of a raw file that is removed before it is opened", async () => {
    const name = spool.close(0, finished);
    const opened = jest.spyOn(CaptureReader, "open").mockImplementationOnce((path) => {
      rmSync(join(spool.folders.closed, name));
      return CaptureReader.open(path);
    });
    const event = await processor().process(name, never);
    opened.mockRestore();

    expect(event).toBeUndefined();
    expect([spool.names("unreadable"), [...spool.outbox().keys()]]).toEqual([[], []]);
  });

  test("does not blame a raw file for a past capture that is damaged", async () => {
    await processor().process(spool.close(0, failing(50_000).packets), never);
    const [past] = readdirSync(join(spool.folders.history, `${VNI}`));
    writeFileSync(join(spool.folders.history, `${VNI}`, past!), "no capture any more");
    const event = await processor().process(spool.close(1, finished), never);

    expect(event).toMatchObject({ event: "file-processed", packets: 10 });
    expect(spool.names("unreadable")).toEqual([]);
  });
});

describe("processing that failed", () => {
  const { packets } = failing(50_000);

  test("leaves nothing behind that fills the disk, and gives the whole result the next time", async () => {
    const works = processor();
    const name = spool.close(0, packets);
    const placed = jest.spyOn(History.prototype, "add").mockImplementationOnce(() => {
      throw Object.assign(new Error("ENOSPC: no space left on device, link"), { syscall: "link" });
    });
    await expect(works.process(name, never)).rejects.toThrow("ENOSPC");
    placed.mockRestore();

    expect([spool.names("work"), spool.names("closed")]).toEqual([[], [name]]);
    expect(await works.process(name, never)).toMatchObject({ event: "file-processed", packets: 7 });
  });

  test("keeps a file apart that meets a bug, told with its stack, so that those behind it do not wait for ever", async () => {
    const works = processor();
    const name = spool.close(0, packets);
    const broken = jest.spyOn(CaptureReader, "open").mockRejectedValueOnce(new TypeError("x is not a function"));
    const event = await works.process(name, never);
    broken.mockRestore();

    expect(event).toMatchObject({ event: "file-unreadable", file: name });
    expect(JSON.stringify(event)).toContain("TypeError: x is not a function\\n    at ");
    expect(spool.names("unreadable")).toEqual([name]);
  });
});

describe("processing that was killed", () => {
  const frames = [...completing(50_001).packets, ...tcp({ startUs: 1e15 + 20e6 }).connect().packets];

  test("removes at its start what it had not finished", async () => {
    mkdirSync(spool.folders.work);
    writeFileSync(join(spool.folders.work, "4660-20261122T140000Z.pcap.pcapng"), "half a capture");
    await processor().process(spool.close(0, frames), never);

    expect(spool.names("work")).toEqual([]);
  });

  test("leaves the raw file where it was and nothing in the outbox, and begins it again", async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => probe(1e15 + index));
    const name = spool.close(0, [
      ...frames,
      ...many.map(({ bytes }, index) => ({ bytes, timeUs: 1e15 + 30e6 + index })),
    ]);
    const works = processor();

    await expect(works.process(name, AbortSignal.abort())).rejects.toThrow("aborted");
    expect([spool.names("closed"), spool.names("work")]).toEqual([[name], []]);
    expect([...spool.outbox().keys()]).toEqual([]);
    expect(await works.process(name, never)).toMatchObject({ event: "file-processed", records: 1, packets: 15 });
  });

  test("gives the same objects under the same names when results were in place and the raw file was not removed", async () => {
    const first = spool.close(0, frames.slice(0, 6));
    await processor().process(first, never);
    const second = spool.close(1, frames.slice(6));
    const raw = readFileSync(join(spool.folders.closed, second));
    await processor().process(second, never);
    const before = spool.outbox();

    writeFileSync(join(spool.folders.closed, second), raw);
    await processor().process(second, never);

    expect(spool.outbox()).toEqual(before);
    expect(spool.records()).toMatchObject([{ outcome: "completed" }]);
    expect(existsSync(join(spool.folders.closed, second))).toBe(false);
    expect(readdirSync(join(spool.folders.history, `${VNI}`))).toHaveLength(2);
  });
});
