import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { Analyzer, type AnalyzerOptions } from "../../../modules/analyzer/analyzer";
import { CaptureReader, emptyPacket, type CaptureInput } from "../../../modules/analyzer/capture";
import { PcapngWriter } from "../../../modules/analyzer/extract/pcapng-writer";
import { KeptPackets } from "../../../modules/analyzer/kept-packets";
import type { ConnectionRecord, Retention } from "../../../modules/contracts";
import { trafficOf } from "../../../scripts/bench/shapes";
import { writeTraffic } from "../../../scripts/bench/traffic";
import { analyzeFile } from "../../support/analyze";
import { tcp } from "../../support/conversations";
import { pcapFile } from "../../support/capture-files";
import { requires } from "../../support/requirements";
import { clientFinished13, clientHello, hidden, serverFlight13 } from "../../support/tls-records";

const FIXTURES = resolve(__dirname, "../../fixtures");

interface Kept {
  readonly records: ConnectionRecord[];
  readonly copy: Buffer;
}

async function keep(input: CaptureInput, retention: Retention, options: AnalyzerOptions = {}): Promise<Kept> {
  const records: ConnectionRecord[] = [];
  const pieces: Buffer[] = [];
  const analyzer = new Analyzer((record) => records.push(record), options);
  const writer = new PcapngWriter((bytes) => pieces.push(Buffer.from(bytes)), "test");
  const kept = new KeptPackets(analyzer, writer, retention);
  const reader = await CaptureReader.open(input);
  const packet = emptyPacket();
  while (await reader.fill()) {
    while (reader.next(packet)) {
      analyzer.accept(packet);
      kept.keep(packet);
    }
  }
  analyzer.finish();
  writer.flush();
  return { records, copy: Buffer.concat(pieces) };
}

const named = (bytes: Uint8Array): CaptureInput => ({ name: "copy", stream: Readable.from([bytes]) });

async function packetsOf(bytes: Uint8Array) {
  const reader = await CaptureReader.open(named(bytes));
  const packet = emptyPacket();
  const packets: { timeUs: number; wireLength: number; bytes: Buffer }[] = [];
  while (await reader.fill()) {
    while (reader.next(packet)) {
      const { timeUs, wireLength, start, end } = packet;
      packets.push({ timeUs, wireLength, bytes: Buffer.from(packet.bytes.subarray(start, end)) });
    }
  }
  expect(reader.warnings).toEqual([]);
  return packets;
}

describe("packets kept of a capture", () => {
  test("do not hold what clients say in clear after the first few bytes, nor data under encryption", async () => {
    const secret = "Authorization: Basic c2VjcmV0";
    const plain = tcp().connect().client(`GET / HTTP/1.1\r\n${secret}\r\n\r\n`).server(`HTTP/1.1 400\r\n${secret}`);
    const sealed = hidden(900).fill(0x5a, 5);
    const tls = tcp({ client: "203.0.113.6:50001" }).connect().client(clientHello()).server(serverFlight13());
    tls.client(clientFinished13()).client(sealed).client(sealed).client(sealed).server(sealed).server(sealed);
    const { copy } = await keep(named(pcapFile({ packets: [...plain.packets, ...tls.packets] })), "handshakes");

    expect(copy.includes("GET / HTTP/1.1")).toBe(true);
    expect(copy.includes("Authorization")).toBe(false);
    expect(copy.includes(Buffer.alloc(2, 0x5a))).toBe(false);
  });

  test("are all there, with their times and lengths on the wire, each beginning as it was captured", async () => {
    const path = join(FIXTURES, "long-transfer.pcap");
    const whole = await packetsOf((await keep(path, "everything")).copy);
    const thin = await packetsOf((await keep(path, "handshakes")).copy);

    expect(thin.map(({ timeUs, wireLength }) => [timeUs, wireLength])).toEqual(
      whole.map(({ timeUs, wireLength }) => [timeUs, wireLength]),
    );
    thin.forEach(({ bytes }, index) => {
      expect(whole[index]!.bytes.subarray(0, bytes.length).equals(bytes)).toBe(true);
    });
    const size = (packets: typeof whole) => packets.reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(size(thin)).toBeLessThan(size(whole) / 3);
  });

  test.each(readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name)))(
    "give the same records in a second analysis: %s",
    async (name) => {
      const path = join(FIXTURES, name);
      for (const retention of ["handshakes", "everything"] as const) {
        const { records, copy } = await keep(path, retention);
        expect((await analyzeFile(named(copy))).records).toEqual(records);
        expect(records).toEqual((await analyzeFile(path)).records);
      }
    },
  );

  test("give the same records where thousands of connections with data run at once, mirrored or not", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tls-mirror-"));
    for (const encapsulated of [false, true]) {
      const path = join(folder, "traffic.pcap");
      writeTraffic(path, trafficOf("mixed", 0.02, encapsulated, 7));
      const { records, copy } = await keep(path, "handshakes");

      expect(records).toHaveLength(400);
      expect(copy.length).toBeLessThan(statSync(path).size / 2);
      expect((await analyzeFile(named(copy))).records).toEqual(records);
    }
    rmSync(folder, { recursive: true });
  });

  test("tell the VNI of frames that a network device unpacked, in records and by the interface's name", async () => {
    const both = [
      ...tcp().connect().client(clientHello()).packets,
      ...tcp({ server: "[2001:db8::a]:443", client: "[2001:db8::5]:50000" }).connect().packets,
    ];
    const { records, copy } = await keep(named(pcapFile({ packets: both })), "handshakes", { vni: 4660 });

    expect(records.map(({ vni, mirror }) => ({ vni, mirror }))).toEqual(Array(2).fill({ vni: 4660, mirror: null }));
    expect(copy.includes("vni4660-10.0.1.10")).toBe(true);
    expect(copy.includes("VNI 4660, mirrored interface 2001:db8::a")).toBe(true);
  });
});

requires({ commands: ["tshark", "capinfos"] })("packets kept of a capture, to Wireshark", () => {
  test("are a sound file with an interface for each VNI and mirrored interface, and as many hellos", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tls-mirror-"));
    const path = join(folder, "kept.pcapng");
    const source = join(FIXTURES, "mirrored-two-vnis.pcap");
    writeFileSync(path, (await keep(source, "handshakes")).copy);
    const shown = (file: string, filter: string, field: string) => {
      const { stdout } = spawnSync("tshark", ["-r", file, "-Y", filter, "-T", "fields", "-e", field]);
      return stdout.toString().trim().split("\n");
    };
    const names = [...new Set(shown(path, "frame", "frame.interface_name"))].sort();

    expect(shown(path, "tls.handshake.type == 1", "tls.handshake.extensions_server_name")).toEqual(
      shown(source, "tls.handshake.type == 1", "tls.handshake.extensions_server_name"),
    );
    expect(names.filter((name) => !/^vni\d+-[\d.]+$/.test(name))).toEqual([]);
    expect(names.length).toBeGreaterThan(1);
    expect(spawnSync("capinfos", [path]).status).toBe(0);
    rmSync(folder, { recursive: true });
  });
});
