import { readdirSync } from "node:fs";
import { join } from "node:path";
import { LinkType } from "../../../modules/analyzer/capture";
import { analyzePackets } from "../../support/analyze";
import { tcp } from "../../support/conversations";
import { concat, ethernet, geneve, GENEVE_PORT, ip, IpProtocol, ipv4, ipv6, linuxSll2, mirrored, tcp as segment, tcpFrame, udp, vxlan, VXLAN_PORT } from "../../support/frames"; // prettier-ignore
import { seededRandom, type Random } from "../../support/pcap-mutations";
import { readCapture, type ReadPacket } from "../../support/read-capture";
import { Following } from "./flow/event-log";

const FIXTURES = join(__dirname, "..", "..", "fixtures");
const captures = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name));

/** How a packet is made to go the long way, with the same in it. */
const LONG_WAYS: Readonly<Record<string, (packet: ReadPacket) => ReadPacket>> = {
  "behind a VLAN tag": (packet) => {
    const { bytes, wireLength, linkType } = packet;
    if (linkType !== LinkType.ETHERNET) return packet;
    const tag = Uint8Array.of(0x81, 0, 0, 7);
    return { ...packet, bytes: concat(bytes.slice(0, 12), tag, bytes.slice(12)), wireLength: wireLength + 4 };
  },
  "without a link header": (packet) => {
    if (!isPlainIp(packet)) return packet;
    return { ...packet, bytes: packet.bytes.slice(14), wireLength: packet.wireLength - 14, linkType: LinkType.RAW };
  },
  "in a cooked capture": (packet) => {
    if (!isPlainIp(packet)) return packet;
    const bytes = linuxSll2(packet.bytes.slice(14));
    return { ...packet, bytes, wireLength: packet.wireLength + 6, linkType: LinkType.LINUX_SLL2 };
  },
  "with padding that the capture cut": (packet) => ({ ...packet, wireLength: packet.wireLength + 6 }),
};

function isPlainIp({ bytes, linkType }: ReadPacket): boolean {
  const etherType = (bytes[12]! << 8) | bytes[13]!;
  return linkType === LinkType.ETHERNET && (etherType === 0x0800 || etherType === 0x86dd);
}

test.each(captures)("makes no difference to the records and counts of %s", async (name) => {
  const { packets } = await readCapture(join(FIXTURES, name));
  const direct = analyzePackets(packets);
  expect(direct.records.length).toBeGreaterThan(0);
  for (const [way, changed] of Object.entries(LONG_WAYS)) {
    expect({ way, ...analyzePackets(packets.map(changed)) }).toEqual({ way, ...direct });
  }
});

/** Bytes of the headers of a mirrored packet over IPv6, and a few of its payload. */
const MOST_TELLING_BYTES = 150;

/** The packet with some bits flipped, or cut, or with bytes behind its end; headers are hit most. */
function damaged(packet: ReadPacket, random: Random): ReadPacket {
  const below = (limit: number): number => Math.floor(random() * limit);
  const bytes = packet.bytes.slice();
  // The Ethernet header stays, since a tag can be put in nowhere else.
  const cut = bytes.slice(0, 14 + below(bytes.length - 14));
  switch (below(8)) {
    case 0:
      return { ...packet, bytes: cut };
    case 1:
      return { ...packet, bytes: cut, wireLength: cut.length };
    case 2: {
      const padded = concat(bytes, new Uint8Array(below(20)));
      return { ...packet, bytes: padded, wireLength: packet.wireLength + padded.length - bytes.length };
    }
    default:
      for (let flips = 1 + below(3); flips > 0; flips--) {
        bytes[below(Math.min(bytes.length, MOST_TELLING_BYTES))]! ^= 1 << below(8);
      }
      return { ...packet, bytes };
  }
}

test("makes no difference to damaged packets either", async () => {
  const random = seededRandom(5);
  const changed = LONG_WAYS["behind a VLAN tag"]!;
  for (const name of captures) {
    const { packets } = await readCapture(join(FIXTURES, name));
    // Of a long transfer the beginning is enough.
    const beginning = packets.slice(0, 60);
    for (let round = 0; round < 4; round++) {
      const share = random();
      const bad = beginning.map((packet) => (random() < share ? damaged(packet, random) : packet));
      expect({ name, round, analysis: analyzePackets(bad.map(changed)) }).toEqual({ name, round, analysis: analyzePackets(bad) }); // prettier-ignore
    }
  }
});

/** A connection that has begun, with 1001 and 5001 as the next numbers of client and server. */
function begun(options: Parameters<typeof tcp>[0]): Following {
  return new Following().accept(tcp(options).connect().packets);
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
    const following = new Following();
    expect(packets.map((packet) => following.take(packet))).toEqual(packets.map(() => true));
    expect(following.logs).toEqual([["client: hello", "server: answer"]]);
  });

  test("with TCP options, and not what pads a short frame", () => {
    const following = begun(V4);
    const frame = tcpFrame({ from: V4.client, to: V4.server, ...numbers, tcpOptions: new Uint8Array(12), payload: hello });
    expect(following.take({ bytes: concat(frame, new Uint8Array(6)), timeUs: 1 })).toBe(true);
    expect(following.logs).toEqual([["client: hello"]]);
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
      const following = begun(options);
      expect(following.take({ bytes, timeUs: 1 })).toBe(false);
      expect(following.finish().followed.map(({ connection }) => connection.packets)).toEqual([3]);
    }
  });

  test("every proper beginning of a packet", () => {
    const following = begun({ ...V4, vni: 7 });
    for (const bytes of [frame, tunnelled]) {
      for (let length = 0; length < bytes.length; length++) {
        expect(following.take({ bytes: bytes.slice(0, length), timeUs: 1 })).toBe(false);
      }
    }
  });
});
