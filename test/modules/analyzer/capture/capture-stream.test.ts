import { UserError } from "../../../../modules/contracts";
import { LinkType } from "../../../../modules/analyzer/capture";
import {
  cutShort,
  emptyCapture,
  notACapture,
  onlyUnknownLinkTypes,
  packetsSkipped,
} from "../../../../modules/analyzer/capture/errors";
import { pcapFile, pcapngBlocks, pcapngFile } from "../../../support/capture-files";
import { concat, tcpFrame } from "../../../support/frames";
import type { ReadCapture } from "../../../support/read-capture";
import { readCapture, streamOf } from "../../../support/read-capture";

const FRAMES = ["S", "A", "PA"].map((flags, index) =>
  tcpFrame({ from: "203.0.113.5:50000", to: "10.0.1.10:443", flags, payload: new Uint8Array(index * 3) }),
);
const PACKETS = FRAMES.map((bytes, index) => ({ timeUs: 1_700_000_000_000_000 + index, bytes }));
const BLOCKS = pcapngBlocks("big");

/** Captures, and where each of their records ends. */
const CAPTURES = [
  { format: "pcap", bytes: pcapFile({ packets: PACKETS }), preamble: 24, unit: "packet record", ends: pcapEnds() },
  { format: "big-endian pcap", ...bigEndianPcap(), preamble: 24, unit: "packet record", ends: pcapEnds() },
  { format: "pcapng", bytes: pcapngFile({ packets: PACKETS }), preamble: 28, unit: "block", ends: pcapngEnds() },
];

function bigEndianPcap(): { bytes: Uint8Array } {
  return { bytes: pcapFile({ byteOrder: "big", packets: PACKETS }) };
}

function pcapEnds(): number[] {
  return FRAMES.reduce((ends, frame) => [...ends, ends.at(-1)! + 16 + frame.length], [24]);
}

function pcapngEnds(): number[] {
  const start = [28, 28 + pcapngBlocks().interface().length];
  return FRAMES.reduce((ends, bytes) => [...ends, ends.at(-1)! + BLOCKS.enhanced({ ticks: 0n, bytes }).length], start);
}

describe.each(CAPTURES)("a $format file", ({ bytes, preamble, unit, ends }) => {
  const whole = readCapture(streamOf(bytes));

  test("refuses every prefix that does not show what it is", async () => {
    await expect(readCapture(streamOf(bytes.subarray(0, 0)))).rejects.toThrow(emptyCapture("capture"));
    for (let length = 1; length < 4; length++) {
      await expect(readCapture(streamOf(bytes.subarray(0, length)))).rejects.toThrow(notACapture("capture", null));
    }
  });

  test("cut anywhere delivers the packets before the cut, and one warning about the record that is cut", async () => {
    for (let length = 4; length < bytes.length; length++) {
      const { packets, warnings } = await readCapture(streamOf(bytes.subarray(0, length)));
      const lastEnd = ends.filter((end) => end <= length).at(-1) ?? 0;
      const complete = ends.filter((end) => end <= length).length - (ends.length - FRAMES.length);
      expect(packets).toEqual((await whole).packets.slice(0, Math.max(0, complete)));
      expect(warnings.map(({ file, offset }) => ({ file, offset }))).toEqual(
        length === lastEnd ? [] : [{ file: "capture", offset: lastEnd }],
      );
    }
  });

  test("cut in a record says how far the record goes", async () => {
    const length = bytes.length - 1;
    const start = ends.at(-2)!;
    const { warnings } = await readCapture(streamOf(bytes.subarray(0, length)));
    expect(warnings[0]?.message).toBe(cutShort(unit, length - start, bytes.length - start));
  });

  test("gives the same packets however it arrives, byte by byte or at once", async () => {
    for (const chunkBytes of [1, 2, 3, 7, 64, bytes.length]) {
      for (const bufferBytes of [64, 1000]) {
        expect(await readCapture(streamOf(bytes, chunkBytes), { bufferBytes })).toEqual(await whole);
      }
    }
  });

  test("with any byte changed is read or refused, and never told more than it holds", async () => {
    for (let offset = 0; offset < bytes.length; offset++) {
      for (const bits of [0x01, 0x80, 0xff]) {
        const changed = bytes.slice();
        changed[offset]! ^= bits;
        const read = await readOrRefused(changed);
        const delivered = read?.packets ?? [];
        expect(delivered.reduce((total, packet) => total + packet.bytes.length, 0)).toBeLessThan(
          bytes.length - preamble,
        );
        for (const { timeUs, wireLength, bytes: packet } of delivered) {
          expect(Number.isSafeInteger(timeUs) && timeUs >= 0).toBe(true);
          expect(wireLength).toBeGreaterThanOrEqual(packet.length);
        }
        expect((read?.warnings ?? []).length).toBeLessThanOrEqual(1);
      }
    }
  });
});

async function readOrRefused(bytes: Uint8Array): Promise<ReadCapture | null> {
  try {
    return await readCapture(streamOf(bytes));
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

test.each([
  ["text", new TextEncoder().encode("12:00:00.000000 IP 203.0.113.5.50000 > 10.0.1.10.443: Flags [S]\n")],
  ["zeros", new Uint8Array(100)],
  ["a snoop file", new TextEncoder().encode("snoop\0\0\0\0\0\0\x02\0\0\0\x04")],
  ["a section header of no byte order", concat(Uint8Array.of(0x0a, 0x0d, 0x0d, 0x0a), new Uint8Array(24))],
])("refuses %s", async (_name, bytes) => {
  const refusal = readCapture(streamOf(bytes));
  await expect(refusal).rejects.toBeInstanceOf(UserError);
  await expect(refusal).rejects.toThrow(notACapture("capture", null));
});

test("refuses a capture none of whose packets has a readable link type", async () => {
  const packets = PACKETS;
  await expect(readCapture(streamOf(pcapFile({ linkType: 105, packets })))).rejects.toThrow(
    onlyUnknownLinkTypes(new Map([["capture", [105]]])),
  );
});

test("counts the packets of each unreadable link type in one warning, and reads the others", async () => {
  const start = concat(
    BLOCKS.section(),
    BLOCKS.interface({ linkType: 105 }),
    BLOCKS.interface(),
    BLOCKS.interface({ linkType: 220 }),
  );
  const blocks = [0, 1, 2, 0, 1].map((interfaceId) => BLOCKS.enhanced({ interfaceId, ticks: 1n, bytes: FRAMES[0]! }));
  const { packets, warnings } = await readCapture(streamOf(concat(start, ...blocks)));
  expect(packets.map(({ linkType }) => linkType)).toEqual([LinkType.ETHERNET, LinkType.ETHERNET]);
  expect(warnings).toEqual([
    { file: "capture", offset: start.length, message: packetsSkipped(2, 105) },
    { file: "capture", offset: start.length + 2 * blocks[0]!.length, message: packetsSkipped(1, 220) },
  ]);
});

test("accepts a capture without packets", async () => {
  expect(await readCapture(streamOf(pcapFile({ linkType: 105, packets: [] })))).toEqual({ packets: [], warnings: [] });
});

test("tells a stream that fails from one that ends", async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(pcapFile({ packets: PACKETS }));
    throw new Error("read ECONNRESET");
  }
  const refusal = readCapture({ name: "standard input", stream: broken() });
  await expect(refusal).rejects.toBeInstanceOf(UserError);
  await expect(refusal).rejects.toThrow("standard input: cannot be read (read ECONNRESET)");
});
