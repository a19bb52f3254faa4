import { LinkType } from "../../../../modules/analyzer/capture";
import {
  bsdLoopback,
  concat,
  ethernet,
  EtherType,
  geneve,
  GENEVE_PORT,
  icmpError,
  ip,
  IpProtocol,
  ipv4,
  ipv6,
  ipv6FragmentExtension,
  linuxSll,
  linuxSll2,
  mirrored,
  tcp,
  tcpFrame,
  udp,
  vxlan,
  VXLAN_PORT,
} from "../../../support/frames";
import { decode } from "./decoded";

const HELLO = Buffer.from("hello", "latin1");
const V4 = { source: "203.0.113.5", destination: "10.0.1.10" };
const V6 = { source: "2001:db8::5", destination: "2001:db8::10" };
const segment = tcp({ flags: "PA" }, HELLO);
const packet4 = ipv4(V4, segment);
const packet6 = ipv6(V6, segment);
const frame4 = ethernet({}, packet4);
const frame6 = ethernet({}, packet6);
const DECODED4 = { kind: "tcp", from: "203.0.113.5:50000", to: "10.0.1.10:443", vni: -1, payload: "hello", length: 5 };
const DECODED6 = { ...DECODED4, from: "2001:db8::5:50000", to: "2001:db8::10:443" };
/** A datagram between the mirrored interface and the collector. */
const datagram = (destinationPort: number, payload: Uint8Array) =>
  ethernet(
    {},
    ip({ source: "10.0.1.10", destination: "10.0.9.9", protocol: IpProtocol.UDP }, udp({ destinationPort }, payload)),
  );
const gatewayLoadBalanced = (options?: Uint8Array) => {
  const toCollector = udp({ destinationPort: VXLAN_PORT }, vxlan({ vni: 7 }, frame4));
  const mirror = ip({ source: "10.0.1.10", destination: "10.0.9.9", protocol: IpProtocol.UDP }, toCollector);
  return datagram(GENEVE_PORT, geneve({ vni: 99, options }, mirror));
};
const icmp4 = (type: number, code: number, quoted: Uint8Array = packet4.slice(0, 28)) =>
  ethernet(
    {},
    ip(
      { source: "192.0.2.1", destination: "203.0.113.5", protocol: IpProtocol.ICMP },
      icmpError({ type, code }, quoted),
    ),
  );
const icmp6 = (type: number, code: number, quoted: Uint8Array = packet6.slice(0, 48)) =>
  ethernet(
    {},
    ip(
      { source: "2001:db8::1", destination: "2001:db8::5", protocol: IpProtocol.ICMPV6 },
      icmpError({ type, code }, quoted),
    ),
  );

/** From how many bytes on nothing that matters is missing: TCP options and payload may be cut. */
const WHOLE: readonly (readonly [what: string, bytes: Uint8Array, readable: number, linkType?: number])[] = [
  ["Ethernet, IPv4, TCP", frame4, 14 + 20 + 20],
  ["Ethernet, IPv6, TCP", frame6, 14 + 40 + 20],
  ["two VLAN tags", ethernet({ vlans: [5, 6] }, packet4), 14 + 8 + 20 + 20],
  ["IPv4 options", ethernet({}, ipv4({ ...V4, options: new Uint8Array(8) }, segment)), 14 + 28 + 20],
  ["TCP options", tcpFrame({ from: "203.0.113.5:50000", to: "10.0.1.10:443", tcpOptions: new Uint8Array(12) }), 14 + 20 + 20],
  ["IPv6 extension headers", ethernet({}, ipv6({ ...V6, extensions: [{ type: 0, body: new Uint8Array(6) }, { type: 60, body: new Uint8Array(14) }] }, segment)), 14 + 40 + 24 + 20],
  ["VXLAN", mirrored({ vni: 7 }, frame4), 14 + 20 + 8 + 8 + 54],
  ["VXLAN over IPv6", mirrored({ vni: 7, source: "2001:db8::10" }, frame6), 14 + 40 + 8 + 8 + 74],
  ["GENEVE, then VXLAN", gatewayLoadBalanced(new Uint8Array(32)), 14 + 28 + 8 + 32 + 28 + 8 + 54],
  ["ICMP", icmp4(3, 4), 14 + 20 + 8 + 28],
  ["ICMPv6", icmp6(2, 0), 14 + 40 + 8 + 48],
  ["cooked capture", linuxSll(packet4), 16 + 40, LinkType.LINUX_SLL],
  ["cooked capture, version 2", linuxSll2(packet4), 20 + 40, LinkType.LINUX_SLL2],
  ["BSD loopback", bsdLoopback(packet6), 4 + 60, LinkType.NULL],
  ["raw IP", packet6, 60, LinkType.RAW],
]; // prettier-ignore

const ROWS = WHOLE.map(([what, bytes, readable, linkType]) => ({ what, bytes, readable, linkType }));

describe.each(ROWS)("$what", ({ bytes, readable, linkType }) => {
  const wireLength = bytes.length;

  test("is truncated by a capture that holds a part of the headers", () => {
    const kinds = Array.from(
      { length: readable },
      (_byte, n) => decode(bytes.slice(0, n), { linkType, wireLength }).kind,
    );
    expect(kinds).toEqual(new Array<string>(readable).fill("truncated"));
  });

  test("is told by its headers alone", () => {
    const whole = decode(bytes, { linkType });
    for (let n = readable; n < bytes.length; n++) {
      const cut = decode(bytes.slice(0, n), { linkType, wireLength });
      expect({ ...cut, payload: "" }).toEqual({ ...whole, payload: "" });
      expect(whole.payload.startsWith(cut.payload)).toBe(true);
    }
  });
});

test("no bytes of another packet are read, wherever this one was too short on the wire", () => {
  for (const [, bytes, , linkType] of WHOLE) {
    for (let n = 0; n < bytes.length; n++)
      expect(decode(bytes.slice(0, n), { linkType }).payload).not.toContain("\xee");
  }
});

describe("one corrupted field", () => {
  /** Offsets into a mirrored frame. */
  const bytes = mirrored({ vni: 7 }, frame4);
  const [OUTER_IP, UDP, VXLAN, INNER_IP, TCP] = [14, 34, 42, 64, 84];
  test.each([
    ["the EtherType says ARP", 13, 0x06, "other"],
    ["the outer IP version is 5", OUTER_IP, 0x55, "malformed"],
    ["the outer header is four words long", OUTER_IP, 0x44, "malformed"],
    ["the outer total length is less than its header", OUTER_IP + 3, 19, "malformed"],
    ["the outer protocol is SCTP", OUTER_IP + 9, 132, "other"],
    ["the UDP length is less than its header", UDP + 5, 7, "malformed"],
    ["the UDP length ends inside VXLAN", UDP + 5, 12, "malformed"],
    ["the UDP length ends inside the inner IP header", UDP + 5, 36, "malformed"],
    ["the UDP port is another", UDP + 3, 0, "other"],
    ["the VNI is not valid", VXLAN, 0, "malformed"],
    ["the inner IP version is 6", INNER_IP, 0x65, "malformed"],
    ["the inner total length is less than its header", INNER_IP + 3, 19, "malformed"],
    ["the inner total length ends inside TCP", INNER_IP + 3, 39, "malformed"],
    ["the TCP header is four words long", TCP + 12, 0x40, "malformed"],
    ["the TCP header is longer than the segment", TCP + 12, 0xf0, "malformed"],
  ])("%s", (_, at, value, kind) => {
    expect(decode(bytes.with(at, value)).kind).toBe(kind);
  });

  test("a VXLAN port that lies makes no TCP of what is inside", () => {
    expect(decode(datagram(VXLAN_PORT, new Uint8Array(3))).kind).toBe("malformed");
  });
});

describe("reads", () => {
  test.each([
    ["IPv4", frame4, DECODED4],
    ["IPv6", frame6, DECODED6],
    ["one VLAN tag", ethernet({ vlans: [5] }, packet4), DECODED4],
    ["four tags", ethernet({ vlans: [1, 2, 3, 4] }, packet4), DECODED4],
    ["IPv4 with options", ethernet({}, ipv4({ ...V4, options: new Uint8Array(40) }, segment)), DECODED4],
    ["IPv4 with total length 0", ethernet({}, ipv4({ ...V4, totalLength: 0 }, segment)), DECODED4],
    ["IPv6 with payload length 0", ethernet({}, ipv6({ ...V6, payloadLength: 0 }, segment)), DECODED6],
    ["IPv4 with Ethernet padding", concat(frame4, new Uint8Array(9)), DECODED4],
    ["IPv6 with Ethernet padding", concat(frame6, new Uint8Array(9)), DECODED6],
    ["an atomic fragment", ethernet({}, ipv6({ ...V6, extensions: [ipv6FragmentExtension(0, false, 1)] }, segment)), DECODED6],
    ["VXLAN", mirrored({ vni: 7 }, frame4), { ...DECODED4, vni: 7 }],
    ["VXLAN with VNI 0", mirrored({ vni: 0 }, frame4), { ...DECODED4, vni: 0 }],
    ["VXLAN with reserved bits set", datagram(VXLAN_PORT, vxlan({ vni: 0xffffff, flags: 0xff, reserved: 0xff }, frame4)), { ...DECODED4, vni: 0xffffff }],
    ["VXLAN in VXLAN, under the outer VNI", mirrored({ vni: 7 }, mirrored({ vni: 8 }, frame4)), { ...DECODED4, vni: 7 }],
    ["GENEVE, then VXLAN, under the VNI of VXLAN", gatewayLoadBalanced(), { ...DECODED4, vni: 7 }],
    ["GENEVE with options", gatewayLoadBalanced(new Uint8Array(64)), { ...DECODED4, vni: 7 }],
    ["an Ethernet frame in GENEVE", datagram(GENEVE_PORT, geneve({ vni: 99, protocolType: EtherType.TRANSPARENT_ETHERNET }, frame4)), DECODED4],
    ["a tagged frame in VXLAN", mirrored({ vni: 7 }, ethernet({ vlans: [5] }, packet6)), { ...DECODED6, vni: 7 }],
  ])("%s", (_, bytes, expected) => {
    expect(decode(bytes)).toEqual(expected);
  }); // prettier-ignore

  test.each([
    ["Linux cooked capture", LinkType.LINUX_SLL, linuxSll(packet4)],
    ["Linux cooked capture, version 2", LinkType.LINUX_SLL2, linuxSll2(packet4)],
    ["BSD loopback in little-endian order", LinkType.NULL, bsdLoopback(packet4, "little")],
    ["BSD loopback in big-endian order", LinkType.NULL, bsdLoopback(packet4, "big")],
    ["OpenBSD loopback", LinkType.LOOP, bsdLoopback(packet4, "big")],
    ["raw IP", LinkType.RAW, packet4],
    ["raw IP of BSD", LinkType.RAW_BSD, packet4],
    ["raw IP of OpenBSD", LinkType.RAW_OPENBSD, packet4],
    ["raw IPv4", LinkType.IPV4, packet4],
  ])("%s", (_, linkType, bytes) => {
    expect(decode(bytes, { linkType })).toEqual(DECODED4);
  });

  test("a mirrored packet that the session cut, with the length it had", () => {
    const sliced = mirrored({ vni: 7 }, frame4.slice(0, 14 + 20 + 20 + 2));
    expect(decode(sliced)).toEqual({ ...DECODED4, vni: 7, payload: "he" });
  });
});

describe("tells apart", () => {
  const udp4 = (destinationPort: number, payload: Uint8Array) => datagram(destinationPort, payload);
  const dtls = Uint8Array.of(22, 0xfe, 0xfd, ...new Uint8Array(20));
  test.each([
    ["more VLAN tags than any network stacks", ethernet({ vlans: [1, 2, 3, 4, 5] }, packet4), "malformed"],
    ["UDP to port 443, QUIC", udp4(443, new Uint8Array(30)), "quic"],
    ["a DTLS record", udp4(443, dtls), "dtls"],
    ["a DTLS record on another port", udp4(5684, dtls), "dtls"],
    ["other UDP", udp4(53, new Uint8Array(30)), "other"],
    ["the first of several fragments", ethernet({}, ipv4({ ...V4, moreFragments: true }, segment)), "fragment"],
    ["another EtherType", ethernet({ etherType: 0x88cc }, new Uint8Array(40)), "other"],
    ["ICMP that is no error", icmp4(8, 0), "other"],
    ["an ICMP error about UDP", icmp4(3, 3, ipv4({ ...V4, protocol: IpProtocol.UDP }, new Uint8Array(8))), "other"],
    [
      "an ICMP error about a later fragment",
      icmp4(3, 4, ipv4({ ...V4, fragmentOffset: 800 }, new Uint8Array(8))),
      "other",
    ],
    ["a time that was exceeded", icmp4(11, 0), "other"],
  ])("%s", (_, bytes, kind) => {
    expect(decode(bytes).kind).toBe(kind);
  });

  test("a link type that nobody reads", () => {
    expect(decode(frame4, { linkType: 147 }).kind).toBe("other");
  });

  test("five encapsulations from four", () => {
    const nested = (times: number): Uint8Array => (times === 0 ? frame4 : mirrored({ vni: times }, nested(times - 1)));
    expect([decode(nested(4)).kind, decode(nested(5)).kind]).toEqual(["tcp", "other"]);
  });

  test("more extension headers than anybody sends", () => {
    const headers = (count: number) => Array.from({ length: count }, () => ({ type: 60, body: new Uint8Array(6) }));
    const kinds = [8, 9].map(
      (count) => decode(ethernet({}, ipv6({ ...V6, extensions: headers(count) }, segment))).kind,
    );
    expect(kinds).toEqual(["tcp", "malformed"]);
  });
});

describe("an ICMP error", () => {
  const about4 = { from: DECODED4.from, to: DECODED4.to };
  const about6 = { from: DECODED6.from, to: DECODED6.to };
  test.each([
    ["fragmentation needed", icmp4(3, 4), { kind: "packet-too-big", ...about4 }],
    ["host unreachable", icmp4(3, 1), { kind: "unreachable", ...about4 }],
    ["port unreachable, with the whole packet", icmp4(3, 3, packet4), { kind: "unreachable", ...about4 }],
    ["packet too big", icmp6(2, 0), { kind: "packet-too-big", ...about6 }],
    ["no route", icmp6(1, 0), { kind: "unreachable", ...about6 }],
    [
      "fragmentation needed, mirrored",
      mirrored({ vni: 7 }, icmp4(3, 4)),
      { kind: "packet-too-big", vni: 7, ...about4 },
    ],
  ])("tells of the connection it quotes: %s", (_, bytes, expected) => {
    expect(decode(bytes)).toMatchObject(expected);
  });
});
