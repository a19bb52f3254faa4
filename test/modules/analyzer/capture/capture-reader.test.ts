import { execFile, execFileSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { UserError } from "../../../../modules/contracts";
import { CaptureReader, emptyPacket, MAX_OPEN_CAPTURES } from "../../../../modules/analyzer/capture";
import {
  emptyCapture,
  noCapturesIn,
  noSuchPath,
  notACapture,
  onlyUnknownLinkTypes,
  packetsSkipped,
  skippedInFolder,
  tooManyOverlap,
} from "../../../../modules/analyzer/capture/errors";
import { pcapFile, pcapngFile } from "../../../support/capture-files";
import { requires } from "../../../support/requirements";
import { readCapture, streamOf } from "../../../support/read-capture";

const START = 1_700_000_000_000_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "capture-reader-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A capture whose packets are told apart by their one byte, at seconds after `START`. */
function capture(seconds: readonly number[], byte: number, linkType = 1): Uint8Array {
  const packets = seconds.map((second) => ({ timeUs: START + second * 1e6, bytes: Uint8Array.of(byte) }));
  return pcapFile({ linkType, packets });
}

function save(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Packets in the order they were read, as `second:byte`. */
async function order(...inputs: Parameters<typeof readCapture>): Promise<string[]> {
  const { packets } = await readCapture(...inputs);
  return packets.map(({ timeUs, bytes }) => `${(timeUs - START) / 1e6}:${bytes[0]}`);
}

describe("refusals", () => {
  test("refuses a path that does not exist", async () => {
    const path = join(folder, "missing.pcap");
    await expect(readCapture(path)).rejects.toThrow(noSuchPath(path));
    await expect(readCapture([save("a.pcap", capture([1], 1)), path])).rejects.toBeInstanceOf(UserError);
  });

  test("refuses an empty file and a text file that were named", async () => {
    const empty = save("empty", "");
    const text = save("notes.txt", "tcpdump: listening on eth0\n");
    const good = save("good.pcap", capture([1], 1));
    await expect(readCapture(empty)).rejects.toThrow(emptyCapture(empty));
    await expect(readCapture([good, text])).rejects.toThrow(notACapture(text, null));
  });

  test("refuses a folder without a capture, even among other inputs", async () => {
    const other = join(folder, "other");
    mkdirSync(other);
    await expect(readCapture(folder)).rejects.toThrow(noCapturesIn(folder));
    const good = save("good.pcap", capture([1], 1));
    await expect(readCapture([good, other])).rejects.toThrow(noCapturesIn(other));
  });

  test("refuses captures none of which has a readable link type", async () => {
    const [a, b] = [save("a", capture([1], 1, 105)), save("b", capture([2], 1, 127))];
    await expect(readCapture([a, b])).rejects.toThrow(
      onlyUnknownLinkTypes(
        new Map([
          [a, [105]],
          [b, [127]],
        ]),
      ),
    );
  });

  test("says in one line what, where and how to fix", async () => {
    const path = save("notes.txt", "text");
    const refusal = await readCapture(path).catch((error: unknown) => String(error));
    expect(refusal).toBe(
      `UserError: ${path}: is not a capture (pcap or pcapng, plain or in gzip, zstd or lz4); ` +
        `record one with "tcpdump -w FILE", or convert another format with "editcap -F pcapng IN OUT".`,
    );
  });
});

test("reads rotated files as one stream, in the order of their first packet", async () => {
  const paths = [
    save("a.pcap", capture([5, 6], 3)),
    save("b.pcap", capture([1, 2], 1)),
    save("c.pcapng", pcapngFile({ packets: [{ timeUs: START + 3e6, bytes: Uint8Array.of(2) }] })),
  ];
  expect(await order(paths)).toEqual(["1:1", "2:1", "3:2", "5:3", "6:3"]);
  expect(await order(folder)).toEqual(["1:1", "2:1", "3:2", "5:3", "6:3"]);
});

test("puts captures that begin together in the order of their names", async () => {
  const paths = ["b", "a", "c"].map((name, index) => save(name, capture([1], index)));
  expect(await order(paths)).toEqual(["1:1", "1:0", "1:2"]);
});

test("merges captures of the same time packet by packet, whatever the size of the buffer", async () => {
  const paths = [
    save("a", capture([1, 4, 4, 9], 1)),
    save("b.gz", gzipSync(capture([2, 3, 4, 8], 2))),
    save("c", capture([10], 3)),
    save("d", capture([3, 5], 4)),
  ];
  const expected = ["1:1", "2:2", "3:2", "3:4", "4:1", "4:1", "4:2", "5:4", "8:2", "9:1", "10:3"];
  expect(await order(paths)).toEqual(expected);
  expect(await order(paths, { bufferBytes: 64 })).toEqual(expected);
});

test("keeps the order within a capture, even where its clock went back", async () => {
  const paths = [save("a", capture([1, 7, 2], 1)), save("b", capture([5], 2))];
  expect(await order(paths)).toEqual(["1:1", "5:2", "7:1", "2:1"]);
});

test("merges a stream with files", async () => {
  const path = save("a", capture([1, 3], 1));
  expect(await order([streamOf(capture([2, 4], 2), 1), path])).toEqual(["1:1", "2:2", "3:1", "4:2"]);
});

test("reads captures without packets last", async () => {
  const { packets, warnings } = await readCapture([
    save("a", capture([], 1)),
    save("b", capture([1], 2)),
    save("c", capture([0], 3).subarray(0, 30)),
  ]);
  expect(packets).toHaveLength(1);
  expect(warnings.map(({ file, offset }) => ({ file, offset }))).toEqual([{ file: join(folder, "c"), offset: 24 }]);
});

test("reads more captures of the same time than it opens at once, and says that their order suffered", async () => {
  const count = MAX_OPEN_CAPTURES + 3;
  const name = (index: number): string => String(index).padStart(3, "0");
  for (let index = 0; index < count; index++) save(name(index), capture([1, 2], index));
  const { packets, warnings } = await readCapture(folder);
  expect(packets).toHaveLength(2 * count);
  expect(warnings).toEqual([
    { file: join(folder, name(MAX_OPEN_CAPTURES)), offset: 0, message: tooManyOverlap(MAX_OPEN_CAPTURES) },
  ]);
});

test("skips what is no capture in a folder with a warning, and leaves subfolders alone", async () => {
  save("a.pcap", capture([1], 1));
  const empty = save("b.pcap", "");
  const text = save("c.txt", "notes");
  mkdirSync(join(folder, "sub"));
  save("sub/d.pcap", capture([2], 2));
  expect(await readCapture(folder)).toMatchObject({
    packets: [{ timeUs: START + 1e6 }],
    warnings: [
      { file: empty, offset: 0, message: skippedInFolder() },
      { file: text, offset: 0, message: skippedInFolder() },
    ],
  });
});

test("recognizes captures by their content, not their name", async () => {
  save("a.txt", capture([1], 1));
  save("b.pcap", gzipSync(capture([2], 2)));
  expect(await order(folder)).toEqual(["1:1", "2:2"]);
});

test("reads a file once that is given twice, by another name or by its folder", async () => {
  const path = save("a.pcap", capture([1], 1));
  linkSync(path, join(folder, "b.pcap"));
  expect(await order([path, path, folder])).toEqual(["1:1"]);
});

test("reads captures of other link types with one that is readable", async () => {
  const other = save("a", capture([1, 3], 1, 105));
  const { packets, warnings } = await readCapture([other, save("b", capture([2], 2))]);
  expect(packets).toHaveLength(1);
  expect(warnings).toEqual([{ file: other, offset: 24, message: packetsSkipped(2, 105) }]);
});

requires({ commands: ["mkfifo", "cp"] })("a named pipe", () => {
  test("is read, and ignored in a folder", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const path = save("a.pcap", capture([1], 1));
    expect(await order(folder)).toEqual(["1:1"]);
    const writer = promisify(execFile)("cp", [path, pipe]);
    expect(await order(pipe)).toEqual(["1:1"]);
    await writer;
  });
});

test("tells how many bytes it has read of how many", async () => {
  const [a, b] = [capture([1], 1), gzipSync(capture([2], 2))];
  const reader = await CaptureReader.open([save("a", a), save("b", b)]);
  expect(reader.progress).toEqual({ readBytes: a.length, totalBytes: a.length + b.length });
  const packet = emptyPacket();
  while (await reader.fill()) while (reader.next(packet));
  expect(reader.progress).toEqual({ readBytes: a.length + b.length, totalBytes: a.length + b.length });
});

test("knows no total for a stream", async () => {
  const reader = await CaptureReader.open(streamOf(capture([1], 1)));
  expect(reader.progress.totalBytes).toBeNull();
});

test("delivers nothing after it was closed", async () => {
  const reader = await CaptureReader.open([save("a", capture([1, 2], 1)), save("b", capture([3], 1))]);
  expect(reader.next(emptyPacket())).toBe(true);
  reader.close();
  expect(reader.next(emptyPacket())).toBe(false);
  expect(await reader.fill()).toBe(false);
});

test("lends the bytes of its buffer instead of copying them", async () => {
  const reader = await CaptureReader.open(streamOf(capture([1, 2], 1)));
  const [first, second] = [emptyPacket(), emptyPacket()];
  expect(reader.next(first) && reader.next(second)).toBe(true);
  expect(second.bytes).toBe(first.bytes);
});
