import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Analyzer } from "../../../modules/analyzer/analyzer";
import { emptyPacket, LinkType, type Packet } from "../../../modules/analyzer/capture";
import { FrameDecoder } from "../../../modules/analyzer/decap/decoder";
import { emptyFrame } from "../../../modules/analyzer/decap/frame";
import { ExpressLane } from "../../../modules/analyzer/express-lane";
import { DEFAULT_FLOW_LIMITS } from "../../../modules/analyzer/flow/limits";
import { DEFAULT_LISTENERS, Listeners } from "../../../modules/analyzer/flow/listeners";
import { ConnectionTracker } from "../../../modules/analyzer/flow/tracker";
import { WHOLE, type Shard } from "../../../modules/analyzer/shard";
import type { ConnectionRecord } from "../../../modules/contracts";
import { analyzePackets } from "../../support/analyze";
import type { RecordedPacket } from "../../support/capture-files";
import { tcp } from "../../support/conversations";
import { concat, ethernet, geneve, GENEVE_PORT, ip, IpProtocol, ipv4, ipv6, mirrored, tcp as segment, tcpFrame, udp, vxlan, VXLAN_PORT } from "../../support/frames"; // prettier-ignore
import { readCapture } from "../../support/read-capture";
import { EventLog } from "./flow/event-log";

const FIXTURES = join(__dirname, "..", "..", "fixtures");
const captures = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name));

/** Behind a VLAN tag every packet goes the long way. */
function tagged<P extends RecordedPacket & { readonly linkType: number }>(packet: P): P {
  const { bytes, wireLength = bytes.length, linkType } = packet;
  if (linkType !== LinkType.ETHERNET) return packet;
  const tag = Uint8Array.of(0x81, 0, 0, 7);
  return { ...packet, bytes: concat(bytes.slice(0, 12), tag, bytes.slice(12)), wireLength: wireLength + 4 };
}

test.each(captures)("makes no difference to the records and counts of %s", async (name) => {
  const { packets } = await readCapture(join(FIXTURES, name));
  const direct = analyzePackets(packets);
  expect(direct.records.length).toBeGreaterThan(0);
  expect(analyzePackets(packets.map(tagged))).toEqual(direct);
});

/** A tracker that follows one connection, with 6 and 100 as the next numbers of client and server. */
class Followed {
  readonly log = new EventLog();
  readonly #tracker = new ConnectionTracker(DEFAULT_FLOW_LIMITS, new Listeners(DEFAULT_LISTENERS), {
    begin: () => this.log,
    end: () => undefined,
    opens: () => false,
  });
  readonly #lane: ExpressLane;

  constructor(opening: readonly RecordedPacket[], shard: Shard = WHOLE) {
    this.#lane = new ExpressLane(this.#tracker, shard);
    const decoder = new FrameDecoder();
    const frame = emptyFrame();
    opening.forEach((packet, ordinal) => {
      decoder.decode(whole(packet), frame);
      this.#tracker.accept(frame, ordinal);
    });
  }

  take(packet: RecordedPacket): boolean {
    return this.#lane.take(whole(packet));
  }
}

function whole({ bytes, wireLength = bytes.length, timeUs }: RecordedPacket): Packet {
  // Somewhere in a larger buffer, as a reader lends it.
  const buffer = concat(new Uint8Array(7), bytes, new Uint8Array(9));
  return { ...emptyPacket(), bytes: buffer, start: 7, end: 7 + bytes.length, wireLength, timeUs };
}

const V4 = { client: "203.0.113.5:50000", server: "10.0.1.10:443" };
const V6 = { client: "[2001:db8::5]:50000", server: "[2001:db8::10]:443" };
const numbers = { sequence: 1001, acknowledgment: 5001, flags: "PA" };
const hello = Buffer.from("hello");

describe("takes, and hands on, data", () => {
  test.each([
    ["over IPv4", V4],
    ["over IPv6", V6],
    ["over IPv4, mirrored", { ...V4, vni: 0xabcdef }],
    ["over IPv6, mirrored", { ...V6, vni: 1 }],
    ["between two ports of one address", { client: "10.0.1.10:50000", server: "10.0.1.10:443" }],
  ])("%s", (_, options) => {
    const { packets } = tcp(options).connect().client("hello").server("answer");
    const followed = new Followed(packets.slice(0, 3));
    expect(packets.slice(3).map((packet) => followed.take(packet))).toEqual([true, true]);
    expect(followed.log.lines).toEqual(["client: hello", "server: answer"]);
  });

  test("with TCP options, and not what pads a short frame", () => {
    const followed = new Followed(tcp(V4).connect().packets);
    const frame = tcpFrame({ from: V4.client, to: V4.server, ...numbers, tcpOptions: new Uint8Array(12), payload: hello });
    expect(followed.take({ bytes: concat(frame, new Uint8Array(6)), timeUs: 1 })).toBe(true);
    expect(followed.log.lines).toEqual(["client: hello"]);
  }); // prettier-ignore
});

describe("leaves to the decoders", () => {
  const addresses = { source: "203.0.113.5", destination: "10.0.1.10" };
  const outer = { source: "10.0.1.10", destination: "10.0.9.9", protocol: IpProtocol.UDP };
  const payload = segment({ sourcePort: 50_000, destinationPort: 443, ...numbers }, hello);
  const frame = ethernet({}, ipv4(addresses, payload));
  const datagram = (port: number, content: Uint8Array) => udp({ destinationPort: port, sourcePort: 1 }, content);
  const tunnelled = ethernet({}, ip(outer, datagram(VXLAN_PORT, vxlan({ vni: 7 }, frame))));

  test.each<[string, Uint8Array]>([
    ["a VLAN tag", ethernet({ vlans: [7] }, ipv4(addresses, payload))],
    ["options in the IPv4 header", ethernet({}, ipv4({ ...addresses, options: new Uint8Array(4) }, payload))],
    ["a fragment", ethernet({}, ipv4({ ...addresses, moreFragments: true }, payload))],
    ["a packet that the mirror session cut", frame.slice(0, -2)],
    ["a TCP header that is longer than its packet", frame.with(14 + 20 + 12, 0xf0)],
    ["a TCP header that is too short", frame.with(14 + 20 + 12, 0x40)],
    ["an IP packet that is shorter than its headers", frame.with(14 + 3, 39)],
    ["another protocol", frame.with(14 + 9, 1)],
    ["another version under the number of IPv4", frame.with(14, 0x65)],
    ["GENEVE", ethernet({}, ip(outer, datagram(GENEVE_PORT, geneve({ vni: 7, protocolType: 0x6558 }, frame))))],
    ["VXLAN without a VNI", tunnelled.with(14 + 20 + 8, 0)],
    ["VXLAN in a datagram that is shorter than its packet", tunnelled.with(14 + 20 + 5, 60)],
    ["VXLAN over IPv6", mirrored({ vni: 7, source: "2001:db8::1" }, frame)],
    ["an extension header", ethernet({}, ipv6({ source: "2001:db8::5", destination: "2001:db8::10", extensions: [{ type: 60, body: new Uint8Array(6) }] }, payload))], // prettier-ignore
    ["nearly nothing", frame.slice(0, 30)],
  ])("%s", (_, bytes) => {
    for (const options of [V4, V6, { ...V4, vni: 7 }]) {
      const followed = new Followed(tcp(options).connect().packets);
      expect(followed.take({ bytes, timeUs: 1 })).toBe(false);
      expect(followed.log.lines).toEqual([]);
    }
  });

  test("every proper beginning of a packet", () => {
    const followed = new Followed(tcp({ ...V4, vni: 7 }).connect().packets);
    for (const bytes of [frame, tunnelled]) {
      for (let length = 0; length < bytes.length; length++) {
        expect(followed.take({ bytes: bytes.slice(0, length), wireLength: bytes.length, timeUs: 1 })).toBe(false);
        expect(followed.take({ bytes: bytes.slice(0, length), timeUs: 1 })).toBe(false);
      }
    }
  });

  test("the packets of a connection that nobody has seen begin", () => {
    expect(new Followed([]).take({ bytes: frame, timeUs: 1 })).toBe(false);
  });
});

test("of several shards exactly one hands on a connection's data, and none sends it the long way", () => {
  const { packets } = tcp(V4).connect().client("hello").server("answer");
  const shards = [0, 1, 2].map((index) => ({ index, count: 3 }));
  const records = shards.map((shard) => {
    const told: ConnectionRecord[] = [];
    const analyzer = new Analyzer((record) => told.push(record), { shard });
    for (const packet of packets) analyzer.accept(whole(packet));
    analyzer.finish();
    return told.length;
  });
  expect(records.sort()).toEqual([0, 0, 1]);
  const foreign = shards.filter((shard) => new Followed([], shard).take(packets[3]!));
  expect(foreign).toHaveLength(2);
});
