import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CaptureReader, emptyPacket } from "../../../../modules/analyzer/capture";
import { FileSource } from "../../../../modules/analyzer/capture/file-source";
import { pcapFile, pcapngFile, type RecordedPacket } from "../../../support/capture-files";
import { seededRandom } from "../../../support/pcap-mutations";
import { concat } from "../../../support/wire-bytes";
import { readCapture, streamOf } from "../../../support/read-capture";

const START = 1_700_000_000_000_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "read-ahead-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function save(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Packets of all lengths up to `longest`, each of bytes of its own. */
function packetsUpTo(longest: number, count: number, startUs = START): RecordedPacket[] {
  const random = seededRandom(longest);
  return Array.from({ length: count }, (_, index) => ({
    timeUs: startUs + index,
    bytes: new Uint8Array(1 + Math.floor(random() * longest)).map(() => random() * 256),
  }));
}

/** What was read, with packets as text, which is sooner compared. */
async function read(...inputs: Parameters<typeof readCapture>) {
  const { packets, warnings } = await readCapture(...inputs);
  return { packets: packets.map((packet) => ({ ...packet, bytes: textOf(packet) })), warnings };
}

function textOf({ bytes }: Pick<RecordedPacket, "bytes">): string {
  return Buffer.from(bytes).toString("latin1");
}

describe.each([
  ["pcap", pcapFile],
  ["pcapng", pcapngFile],
])("a file of %s", (_, fileOf) => {
  // With buffers of 64 bytes, 3,072 are read ahead, with room for 192 that are left of those before.
  test.each([40, 200, 5000])("has the packets of a stream where they are up to %i bytes long", async (longest) => {
    const file = fileOf({ packets: packetsUpTo(longest, 500) });
    const expected = await read(streamOf(file));
    expect(expected.packets).toHaveLength(500);
    for (const bufferBytes of [64, 100, 1000]) {
      expect(await read(save("file", file), { bufferBytes })).toEqual(expected);
    }
  });

  test("that is cut short tells where, as a stream does", async () => {
    const file = fileOf({ packets: packetsUpTo(200, 500) }).subarray(0, -1);
    const path = save("file", file);
    const ahead = await read(path, { bufferBytes: 64 });
    expect(ahead).toEqual(await read(streamOf(file, file.length, path)));
    expect(ahead.warnings).toHaveLength(1);
  });
});

test("a file that is given up leaves nothing of itself to the next one", async () => {
  const first = pcapFile({ packets: packetsUpTo(200, 20) });
  // A length of 4 GB, with more behind it than is read ahead.
  const damaged = concat(first, new Uint8Array(10_000).fill(0xff));
  const packets = packetsUpTo(200, 500, START + 1e6);
  const paths = [save("a", damaged), save("b", pcapFile({ packets }))];
  const both = await read(paths, { bufferBytes: 64 });
  expect(both.warnings).toMatchObject([{ file: paths[0], offset: first.length }]);
  expect(both.packets.slice(20).map(({ bytes }) => bytes)).toEqual(packets.map(textOf));
});

test("files that overlap are read by turns, and the one that is left to its end", async () => {
  const [even, odd] = [packetsUpTo(200, 300), packetsUpTo(300, 900, START + 100)];
  const paths = [save("a", pcapFile({ packets: even })), save("b", pcapFile({ packets: odd }))];
  const { packets } = await read(paths, { bufferBytes: 64 });
  const expected = [...even, ...odd].sort((a, b) => a.timeUs - b.timeUs);
  expect(packets.map(({ timeUs }) => timeUs)).toEqual(expected.map(({ timeUs }) => timeUs));
  expect(packets.map(({ bytes }) => bytes).sort()).toEqual(expected.map(textOf).sort());
});

/** The number that the next file opened has: the least that is free. */
function nextDescriptor(): number {
  const descriptor = openSync(folder, "r");
  closeSync(descriptor);
  return descriptor;
}

test("a file that is closed while it is read stays open until that is over", async () => {
  const free = nextDescriptor();
  const source = new FileSource(save("file", Uint8Array.of(1, 2, 3)));
  const into = new Uint8Array(5);
  const reading = source.readAside(into, 1, 4);
  source.close();
  expect(nextDescriptor()).not.toBe(free);
  expect(await reading).toBe(3);
  expect([...into]).toEqual([0, 1, 2, 3, 0]);
  expect(nextDescriptor()).toBe(free);
  expect(await source.readAside(into, 0, 5)).toBe(0);
});

test("a capture that is given up by its reader is closed", async () => {
  const free = nextDescriptor();
  const path = save("file", pcapFile({ packets: packetsUpTo(200, 500) }));
  const reader = await CaptureReader.open(path, { bufferBytes: 64 });
  const packet = emptyPacket();
  for (let filled = 0; filled < 3; filled++) {
    await reader.fill();
    while (reader.next(packet));
  }
  reader.close();
  expect(await reader.fill()).toBe(false);
  // A read that had been begun ends with its callback, in its own time.
  while (nextDescriptor() !== free) await new Promise(setImmediate);
});

test("what cannot be read is told in one line, by name", async () => {
  const source = new FileSource(folder);
  await expect(source.readAside(new Uint8Array(8), 0, 8)).rejects.toThrow(
    `${folder}: cannot be read (EISDIR: illegal operation on a directory, read)`,
  );
  source.close();
});
