import { LinkType } from "../../../../modules/analyzer/capture";
import { lengthBeyondLimit, restNotRead, emptyRecord } from "../../../../modules/analyzer/capture/errors";
import { MAX_PCAP_PACKET_BYTES } from "../../../../modules/analyzer/capture/pcap";
import type { ByteOrder, PcapOptions } from "../../../support/capture-files";
import { pcapFile, pcapHeader, pcapRecord } from "../../../support/capture-files";
import { concat, tcpFrame } from "../../../support/frames";
import { readCapture, streamOf } from "../../../support/read-capture";

const FRAME = tcpFrame({ from: "203.0.113.5:50000", to: "10.0.1.10:443", flags: "S" });
const TIME = 1_700_000_000_123_456;

test.each<[ByteOrder, NonNullable<PcapOptions["resolution"]>, NonNullable<PcapOptions["variant"]>]>([
  ["little", "micro", "standard"],
  ["big", "micro", "standard"],
  ["little", "nano", "standard"],
  ["big", "nano", "standard"],
  ["little", "micro", "kuznetzov"],
  ["big", "micro", "kuznetzov"],
  ["little", "nano", "ixia"],
  ["big", "nano", "ixia"],
])("reads a %s-endian file of %sseconds in the %s layout", async (byteOrder, resolution, variant) => {
  const packets = [
    { timeUs: TIME, bytes: FRAME },
    { timeUs: TIME + 999_999, bytes: FRAME.subarray(0, 20), wireLength: 9000 },
  ];
  const read = await readCapture(streamOf(pcapFile({ byteOrder, resolution, variant, packets })));
  expect(read).toEqual({
    packets: [
      { timeUs: TIME, bytes: FRAME, wireLength: FRAME.length, linkType: LinkType.ETHERNET },
      { timeUs: TIME + 999_999, bytes: FRAME.subarray(0, 20), wireLength: 9000, linkType: LinkType.ETHERNET },
    ],
    warnings: [],
  });
});

test.each([
  ["no packet", [], 0],
  ["an empty packet", [{ timeUs: TIME, bytes: new Uint8Array(0), wireLength: 60 }], 1],
])("reads a file with %s", async (_name, packets, count) => {
  const read = await readCapture(streamOf(pcapFile({ packets })));
  expect(read.packets).toHaveLength(count);
  expect(read.warnings).toEqual([]);
});

test.each([0, 1, 0xffffffff])("believes the records, not a snap length of %i", async (snapLength) => {
  const read = await readCapture(streamOf(pcapFile({ snapLength, packets: [{ timeUs: TIME, bytes: FRAME }] })));
  expect(read.packets.map(({ bytes }) => bytes)).toEqual([FRAME]);
});

test("tells the link type from the FCS length and flags above it", async () => {
  const bytes = pcapFile({ linkType: 0x5400_0000 | LinkType.RAW, packets: [{ timeUs: TIME, bytes: FRAME }] });
  expect((await readCapture(streamOf(bytes))).packets[0]?.linkType).toBe(LinkType.RAW);
});

test("never tells a wire length shorter than the packet", async () => {
  const packets = [{ timeUs: TIME, bytes: FRAME, wireLength: 1 }];
  expect((await readCapture(streamOf(pcapFile({ packets })))).packets[0]?.wireLength).toBe(FRAME.length);
});

test.each([3, 543])("swaps the lengths where version 2.%i wrote the wire length first", async (minor) => {
  const bytes = pcapFile({ packets: [{ timeUs: TIME, bytes: FRAME }] });
  new DataView(bytes.buffer).setUint16(6, minor, true);
  new DataView(bytes.buffer).setUint32(24 + 8, 1500, true);
  new DataView(bytes.buffer).setUint32(24 + 12, FRAME.length, true);
  const read = await readCapture(streamOf(bytes));
  expect(read.packets).toMatchObject([{ wireLength: 1500, bytes: FRAME }]);
});

test("reads a packet of the largest length", async () => {
  const bytes = new Uint8Array(MAX_PCAP_PACKET_BYTES).fill(7);
  const read = await readCapture(streamOf(pcapFile({ packets: [{ timeUs: TIME, bytes }] })), { bufferBytes: 64 });
  expect(read.packets[0]?.bytes).toEqual(bytes);
});

test.each([
  ["an absurd length", { captured: MAX_PCAP_PACKET_BYTES + 1 }, lengthBeyondLimit(262_145, MAX_PCAP_PACKET_BYTES)],
  ["an all-ones length", { captured: 0xffffffff }, lengthBeyondLimit(0xffffffff, MAX_PCAP_PACKET_BYTES)],
])("stops with a warning at %s, and keeps what came before", async (_name, { captured }, message) => {
  const damaged = pcapRecord({ timeUs: TIME, bytes: FRAME });
  new DataView(damaged.buffer).setUint32(8, captured, true);
  const whole = pcapRecord({ timeUs: TIME, bytes: FRAME });
  const read = await readCapture(streamOf(concat(pcapHeader(), whole, damaged, whole)));
  expect(read.packets).toHaveLength(1);
  expect(read.warnings).toEqual([{ file: "capture", offset: 24 + whole.length, message: restNotRead(message) }]);
});

test.each([
  ["zeros, as a crash leaves them at the end of a file", new Uint8Array(4096)],
  ["another file appended to it", pcapFile({ packets: [{ timeUs: TIME, bytes: FRAME }] })],
])("stops with a warning at %s", async (_name, rest) => {
  const whole = pcapRecord({ timeUs: TIME, bytes: FRAME });
  const read = await readCapture(streamOf(concat(pcapHeader(), whole, rest)));
  expect(read.packets).toHaveLength(1);
  expect(read.warnings).toEqual([{ file: "capture", offset: 24 + whole.length, message: restNotRead(emptyRecord()) }]);
});
