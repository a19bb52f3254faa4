import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Analyzer } from "../../../modules/analyzer/analyzer";
import { CaptureReader, emptyPacket, LinkType, type CaptureInput } from "../../../modules/analyzer/capture";
import { MAX_PCAP_PACKET_BYTES } from "../../../modules/analyzer/capture/pcap";
import type { ConnectionRecord } from "../../../modules/contracts";
import {
  pcapFile,
  pcapRecord,
  type ByteOrder,
  type PcapOptions,
  type RecordedPacket,
} from "../../support/capture-files";
import { tcp } from "../../support/conversations";
import { concat, ethernet } from "../../support/frames";
import { streamOf } from "../../support/read-capture";
import { clientHello } from "../../support/tls-records";

/** Everything that an analyzer says of captures. */
interface Told {
  readonly records: readonly ConnectionRecord[];
  readonly counts: Analyzer["counts"];
  readonly warnings: CaptureReader["warnings"];
}

/** A capture in memory can be read once, so that each reading gets another stream of it. */
type Inputs = () => CaptureInput | readonly CaptureInput[];

async function told(
  inputs: Inputs,
  take: (analyzer: Analyzer, reader: CaptureReader) => void,
  bufferBytes?: number,
): Promise<Told> {
  const records: ConnectionRecord[] = [];
  const analyzer = new Analyzer((record) => records.push(record));
  const reader = await CaptureReader.open(inputs(), { bufferBytes });
  while (await reader.fill()) take(analyzer, reader);
  analyzer.finish();
  return { records, counts: analyzer.counts, warnings: reader.warnings };
}

/** Reads captures where they lie and packet by packet, and expects to hear the same. */
async function expectSame(inputs: Inputs, bufferBytes?: number): Promise<Told> {
  const packet = emptyPacket();
  const oneByOne = await told(inputs, (analyzer, reader) => {
    while (reader.next(packet)) analyzer.accept(packet);
  });
  const whereTheyLie = await told(
    inputs,
    (analyzer, reader) => {
      analyzer.acceptFrom(reader);
    },
    bufferBytes,
  );
  expect(whereTheyLie).toEqual(oneByOne);
  return whereTheyLie;
}

const connection = (client: string, startUs?: number): RecordedPacket[] =>
  tcp({ client, ...(startUs !== undefined && { startUs }) })
    .connect()
    .client(clientHello())
    .fin("server")
    .fin("client").packets;

const START_US = 1_700_000_000_000_000;
const PACKETS = [...connection("203.0.113.5:50000", START_US), ...connection("203.0.113.6:50000", START_US + 1e6)];

/** With a hello in it. */
const whole = PACKETS.find(({ bytes }) => bytes.length > 100)!;

const FIXTURES = join(__dirname, "../../fixtures");
const captures = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name));

test.each(captures)(
  "records of %s are told as its packets one by one, however little is read at a time",
  async (name) => {
    const path = join(FIXTURES, name);
    await expectSame(() => path);
    await expectSame(() => path, 64);
  },
);

test("files that overlap, follow each other, or hold a part each are told as their packets one by one", async () => {
  const paths = captures.map((name) => join(FIXTURES, name));
  const { records } = await expectSame(() => paths);
  expect(records.length).toBeGreaterThan(captures.length);
});

test("leaves records alone until those of another file had their turn that come before them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "records-"));
  const clients = [5, 6, 7].map((host) => `203.0.113.${host}`);
  const [first, second, third] = clients.map((ip, index) => connection(`${ip}:50000`, START_US + index * 1e6));
  const parts = [[...first!, ...third!], second!];
  parts.forEach((packets, index) => {
    writeFileSync(join(folder, `${index}.pcap`), pcapFile({ packets }));
  });
  const { records } = await expectSame(() => folder);
  expect(records.map(({ client }) => client.ip)).toEqual(clients);
  rmSync(folder, { recursive: true });
});

/** How many packets of a file are lent as records, which one needs not be asked for by one. */
async function lentAsRecords(bytes: Uint8Array): Promise<number> {
  let asked = 0;
  const reader = await CaptureReader.open(streamOf(bytes));
  const analyzer = new Analyzer(() => undefined);
  const next = reader.next.bind(reader);
  reader.next = (packet) => {
    const isThere = next(packet);
    if (isThere) asked++;
    return isThere;
  };
  while (await reader.fill()) analyzer.acceptFrom(reader);
  analyzer.finish();
  return analyzer.counts.packets - asked;
}

test.each<[ByteOrder, NonNullable<PcapOptions["resolution"]>, NonNullable<PcapOptions["variant"]>]>([
  ["little", "micro", "standard"],
  ["big", "micro", "standard"],
  ["little", "nano", "standard"],
  ["big", "nano", "standard"],
  ["big", "micro", "kuznetzov"],
  ["little", "nano", "ixia"],
])("reads a %s-endian file of %sseconds in the %s layout where it lies", async (byteOrder, resolution, variant) => {
  const bytes = pcapFile({ byteOrder, resolution, variant, packets: PACKETS });
  const { records } = await expectSame(() => streamOf(bytes, 700));
  expect(records.map(({ start }) => start)).toEqual(["2023-11-14T22:13:20.001000Z", "2023-11-14T22:13:21.001000Z"]);
  // The file header is read with the first packet.
  expect(await lentAsRecords(bytes)).toBe(PACKETS.length - 1);
});

const cut = { ...whole, bytes: whole.bytes.subarray(0, 60), wireLength: whole.bytes.length };
const tagged = { ...whole, bytes: ethernet({ vlans: [7] }, whole.bytes.subarray(14)) };
const empty = { ...whole, bytes: new Uint8Array(0), wireLength: 60 };
const padded = { ...whole, bytes: concat(whole.bytes, new Uint8Array(MAX_PCAP_PACKET_BYTES)) };
const around = (strange: RecordedPacket): Uint8Array =>
  pcapFile({ packets: [...PACKETS.slice(0, 6), strange, ...PACKETS.slice(6)] });

test.each<[string, RecordedPacket]>([
  ["was cut", cut],
  ["is empty", empty],
  ["is in a VLAN", tagged],
])("leaves a packet to the reader that %s, and goes on behind it", async (_, strange) => {
  const { counts } = await expectSame(() => streamOf(around(strange)));
  expect(counts.packets).toBe(PACKETS.length + 1);
  // Besides the first one of the file.
  expect(await lentAsRecords(around(strange))).toBe(PACKETS.length - 1);
});

test("leaves a record to the reader that is longer than records can be, where it all ends", async () => {
  const { counts, warnings } = await expectSame(() => streamOf(around(padded)), 1024 * 1024);
  expect([counts.packets, warnings.length]).toEqual([6, 1]);
});

const DATA = tcp({ client: "203.0.113.5:50000" }).connect().client(clientHello());
/** As long as IPv4 allows, and with its header longer than what is copied to the engine at a time. */
const longest = DATA.server(new Uint8Array(65_535 - 40)).packets.at(-1)!;

test("takes records wherever what is copied of them at a time ends", async () => {
  const many = (packets: readonly RecordedPacket[]): Uint8Array =>
    pcapFile({ packets: Array.from({ length: 1000 }, () => packets).flat() });
  await expectSame(() => streamOf(many(PACKETS)), 1024 * 1024);
  expect(await lentAsRecords(many(PACKETS))).toBe(1000 * PACKETS.length - 1);
  const { counts } = await expectSame(
    () => streamOf(many([...PACKETS, tagged, longest]).subarray(0, 10e6)),
    1024 * 1024,
  );
  expect(counts.packets).toBeGreaterThan(1000);
});

test("lends no records of another link type, of a version whose lengths may be swapped, or in pcapng", async () => {
  const raw = PACKETS.map((packet) => ({ ...packet, bytes: packet.bytes.subarray(14) }));
  expect(await lentAsRecords(pcapFile({ packets: raw, linkType: LinkType.RAW }))).toBe(0);
  const old = pcapFile({ packets: PACKETS });
  new DataView(old.buffer).setUint16(6, 3, true);
  expect(await lentAsRecords(old)).toBe(0);
  await expectSame(() => streamOf(old));
});

test("a record whose end is missing is told with its place, as ever", async () => {
  const file = pcapFile({ packets: PACKETS });
  const last = pcapRecord(PACKETS.at(-1)!).length;
  const { warnings } = await expectSame(() => streamOf(file.subarray(0, file.length - 3)));
  expect(warnings).toMatchObject([{ offset: file.length - last }]);
});
