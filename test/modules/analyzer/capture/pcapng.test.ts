import { LinkType } from "../../../../modules/analyzer/capture";
import { MAX_BLOCK_BYTES } from "../../../../modules/analyzer/capture/byte-window";
import {
  blockLengthsDiffer,
  blockTooShort,
  capturedBeyondBlock,
  lengthBeyondLimit,
  restNotRead,
  undescribedInterface,
  unknownByteOrder,
  unknownPcapngVersion,
} from "../../../../modules/analyzer/capture/errors";
import type { ByteOrder } from "../../../support/capture-files";
import { pcapngBlocks } from "../../../support/capture-files";
import { concat, tcpFrame } from "../../../support/frames";
import { readCapture, streamOf } from "../../../support/read-capture";

const FRAME = tcpFrame({ from: "203.0.113.5:50000", to: "10.0.1.10:443", flags: "S" });
const TICKS = 1_700_000_000_123_456n;
const TIME = Number(TICKS);
const ETHERNET_FRAME = { timeUs: TIME, bytes: FRAME, wireLength: FRAME.length, linkType: LinkType.ETHERNET };

const read = (...blocks: Uint8Array[]) => readCapture(streamOf(concat(...blocks)));

describe.each<ByteOrder>(["little", "big"])("in %s-endian", (byteOrder) => {
  const blocks = pcapngBlocks(byteOrder);
  const start = concat(blocks.section(), blocks.interface());
  const enhanced = blocks.enhanced({ ticks: TICKS, bytes: FRAME });

  test("reads an enhanced packet block", async () => {
    expect(await read(start, enhanced)).toEqual({ packets: [ETHERNET_FRAME], warnings: [] });
  });

  test("reads an obsolete packet block", async () => {
    const obsolete = blocks.obsolete({ ticks: TICKS, bytes: FRAME });
    expect(await read(start, obsolete)).toEqual({ packets: [ETHERNET_FRAME], warnings: [] });
  });

  test("gives a simple packet block the time of the packet before it, or 0", async () => {
    const simple = blocks.simple(FRAME);
    const { packets } = await read(start, simple, enhanced, simple);
    expect(packets.map(({ timeUs }) => timeUs)).toEqual([0, TIME, TIME]);
    expect(packets[0]).toEqual({ ...ETHERNET_FRAME, timeUs: 0 });
  });

  test("cuts a simple packet block at the snap length of interface 0", async () => {
    const short = blocks.interface({ snapLength: 20 });
    const { packets } = await read(blocks.section(), short, blocks.simple(FRAME.subarray(0, 20), 9000));
    expect(packets).toEqual([{ ...ETHERNET_FRAME, timeUs: 0, bytes: FRAME.subarray(0, 20), wireLength: 9000 }]);
  });

  test("takes a snap length of 0 for none", async () => {
    const { packets } = await read(blocks.section(), blocks.interface({ snapLength: 0 }), blocks.simple(FRAME));
    expect(packets[0]?.bytes).toEqual(FRAME);
  });

  test("steps over every other block", async () => {
    const others = concat(
      blocks.nameResolution(),
      blocks.interfaceStatistics(),
      blocks.decryptionSecrets("CLIENT_RANDOM 00 00"),
      blocks.custom(FRAME),
      blocks.block(0x0bad_cafe, FRAME),
      blocks.block(0x8000_0001, new Uint8Array(0)),
    );
    expect((await read(start, others, enhanced, others)).packets).toEqual([ETHERNET_FRAME]);
  });

  test("reads each packet by the link type, resolution and offset of its interface", async () => {
    const { packets } = await read(
      blocks.section(),
      blocks.interface({ timestampResolution: 9 }),
      blocks.interface({ linkType: LinkType.RAW, timestampResolution: 0x80 | 1, timestampOffset: 1_700_000_000 }),
      blocks.enhanced({ interfaceId: 1, ticks: 3n, bytes: FRAME }),
      blocks.enhanced({ interfaceId: 0, ticks: TICKS * 1000n + 999n, bytes: FRAME }),
    );
    expect(packets).toEqual([
      { ...ETHERNET_FRAME, timeUs: 1_700_000_001_500_000, linkType: LinkType.RAW },
      ETHERNET_FRAME,
    ]);
  });

  test("forgets the interfaces of the section before", async () => {
    const { packets, warnings } = await read(start, enhanced, blocks.section(), enhanced);
    expect(packets).toHaveLength(1);
    const message = restNotRead(undescribedInterface(0));
    expect(warnings).toEqual([{ file: "capture", offset: start.length + enhanced.length + 28, message }]);
  });

  test.each([0n, 4711n])("does not need the section length to be %i", async (sectionLength) => {
    const section = blocks.section(sectionLength);
    expect((await read(section, blocks.interface(), enhanced, section, blocks.interface(), enhanced)).packets).toEqual([
      ETHERNET_FRAME,
      ETHERNET_FRAME,
    ]);
  });

  test("ignores options that do not fit", async () => {
    const description = blocks.interface({ timestampResolution: 9 });
    const view = new DataView(description.buffer);
    view.setUint16(18, 0xffff, byteOrder === "little");
    expect((await read(blocks.section(), description, enhanced)).packets).toEqual([ETHERNET_FRAME]);
  });

  test("reads a block whose length leaves out the padding", async () => {
    const odd = blocks.enhanced({ ticks: TICKS, bytes: FRAME.subarray(0, 53) });
    const view = new DataView(odd.buffer);
    view.setUint32(4, odd.length - 3, byteOrder === "little");
    view.setUint32(odd.length - 4, odd.length - 3, byteOrder === "little");
    const { packets, warnings } = await read(start, odd, enhanced);
    expect(warnings).toEqual([]);
    expect(packets.map(({ bytes }) => bytes)).toEqual([FRAME.subarray(0, 53), FRAME]);
  });

  test.each([
    ["too short for a block", 4, 8, blockTooShort(6, 8)],
    ["too long for any block", 4, MAX_BLOCK_BYTES + 4, lengthBeyondLimit(MAX_BLOCK_BYTES + 4, MAX_BLOCK_BYTES)],
    ["another at its end", enhanced.length - 4, 4711, blockLengthsDiffer(enhanced.length, 4711)],
    ["less than its packet", 20, 4711, capturedBeyondBlock(4711)],
  ])("stops with a warning where the length of a block is %s", async (_name, offset, value, damage) => {
    const damaged = enhanced.slice();
    new DataView(damaged.buffer).setUint32(offset, value, byteOrder === "little");
    const { packets, warnings } = await read(start, enhanced, damaged, enhanced);
    expect(packets).toEqual([ETHERNET_FRAME]);
    const at = start.length + enhanced.length;
    expect(warnings).toEqual([{ file: "capture", offset: at, message: restNotRead(damage) }]);
  });

  test.each([
    ["a section header", 0x0a0d_0d0a, new Uint8Array(4)],
    ["an interface description", 1, new Uint8Array(4)],
    ["an obsolete packet", 2, new Uint8Array(16)],
    ["a simple packet", 3, new Uint8Array(0)],
    ["an enhanced packet", 6, new Uint8Array(16)],
  ])("stops with a warning at %s block too short for its fields", async (_name, type, body) => {
    const short = blocks.block(type, type === 0x0a0d_0d0a ? blocks.section().subarray(8, 12) : body);
    const { packets, warnings } = await read(start, enhanced, short, enhanced);
    expect(packets).toEqual([ETHERNET_FRAME]);
    expect(warnings[0]?.message).toBe(restNotRead(blockTooShort(type, short.length)));
  });

  test("stops with a warning at a version it does not know", async () => {
    const section = blocks.section();
    new DataView(section.buffer).setUint16(12, 2, byteOrder === "little");
    const { packets, warnings } = await read(start, enhanced, section, enhanced);
    expect(packets).toHaveLength(1);
    expect(warnings[0]?.message).toBe(restNotRead(unknownPcapngVersion(2, 0)));
  });
});

test("reads sections of both byte orders in one file", async () => {
  const sections = (["little", "big", "little"] as const).map((byteOrder) => {
    const blocks = pcapngBlocks(byteOrder);
    return concat(blocks.section(), blocks.interface(), blocks.enhanced({ ticks: TICKS, bytes: FRAME }));
  });
  expect((await read(...sections)).packets).toEqual([ETHERNET_FRAME, ETHERNET_FRAME, ETHERNET_FRAME]);
});

test("stops with a warning at a section header of no byte order", async () => {
  const blocks = pcapngBlocks();
  const section = blocks.section();
  section.fill(0, 8, 12);
  const { warnings } = await read(blocks.section(), section);
  expect(warnings).toEqual([{ file: "capture", offset: 28, message: restNotRead(unknownByteOrder()) }]);
});

test("steps over a block larger than the buffer", async () => {
  const blocks = pcapngBlocks();
  const large = blocks.custom(new Uint8Array(300_000));
  const bytes = concat(blocks.section(), large, blocks.interface(), blocks.enhanced({ ticks: TICKS, bytes: FRAME }));
  expect((await readCapture(streamOf(bytes, 1000), { bufferBytes: 4096 })).packets).toEqual([ETHERNET_FRAME]);
});
