import { LinkType } from "../../modules/analyzer/capture";
import { captureOf } from "./capture-files";
import { ethernet, geneve, GENEVE_PORT, IpProtocol, ipv4, linuxSll2, mirrored, tcpFrame, udp } from "./frames";
import {
  directionsIn,
  dropped,
  dropsOf,
  duplicated,
  flipsOf,
  prefixesOf,
  seededRandom,
  shuffled,
  splitInto,
  splitsOf,
  withBytesAppended,
} from "./pcap-mutations";
import type { ReadPacket } from "./read-capture";
import { readCapture, streamOf } from "./read-capture";
import { tcpLayoutOf } from "./tcp-layout";

const START = 1_700_000_000_000_000;
const CLIENT = "203.0.113.5:50000";
const SERVER = "10.0.1.10:443";
const ETHERNET_HEADER_BYTES = 14;

const text = (letters: string): Uint8Array => new TextEncoder().encode(letters);

/** Client: SYN, "hello", " world", FIN with "!"; server: SYN-ACK, "answer". The client's numbers wrap. */
function conversation(client: string, server: string): Uint8Array[] {
  const up = { from: client, to: server };
  const down = { from: server, to: client };
  const first = 0xffff_fffd;
  const at = (distance: number): number => (first + distance) >>> 0;
  return [
    tcpFrame({ ...up, flags: "S", sequence: first }),
    tcpFrame({ ...down, flags: "SA", sequence: 100, acknowledgment: at(1) }),
    tcpFrame({ ...up, flags: "PA", sequence: at(1), payload: text("hello") }),
    tcpFrame({ ...up, flags: "PA", sequence: at(6), payload: text(" world") }),
    tcpFrame({ ...down, flags: "PA", sequence: 101, payload: text("answer") }),
    tcpFrame({ ...up, flags: "FPA", sequence: at(12), payload: text("!") }),
  ];
}

function packetsOf(frames: readonly Uint8Array[], linkType: number = LinkType.ETHERNET): ReadPacket[] {
  return frames.map((bytes, index) => ({ timeUs: START + index, bytes, wireLength: bytes.length, linkType }));
}

const IPV4 = conversation(CLIENT, SERVER);
const IPV6 = conversation("[2001:db8::5]:50000", "[2001:db8::10]:443");
const PLAIN = packetsOf(IPV4);

const ENCAPSULATIONS: [string, ReadPacket[]][] = [
  ["IPv4", PLAIN],
  ["IPv6", packetsOf(IPV6)],
  ["IPv4 in VXLAN", packetsOf(IPV4.map((frame) => mirrored({ vni: 7 }, frame)))],
  ["IPv6 in VXLAN over IPv6", packetsOf(IPV6.map((frame) => mirrored({ vni: 7, source: "2001:db8::7" }, frame)))],
  ["IPv4 in VXLAN in GENEVE", packetsOf(IPV4.map((frame) => throughGateway(mirrored({ vni: 7 }, frame))))],
  [
    "Linux cooked frames",
    packetsOf(
      IPV4.map((frame) => linuxSll2(withoutEthernet(frame))),
      LinkType.LINUX_SLL2,
    ),
  ],
];

function throughGateway(frame: Uint8Array): Uint8Array {
  const datagram = udp({ destinationPort: GENEVE_PORT }, geneve({ vni: 1 }, withoutEthernet(frame)));
  const addresses = { source: "10.0.8.8", destination: "10.0.9.9", protocol: IpProtocol.UDP };
  return ethernet({}, ipv4(addresses, datagram));
}

function withoutEthernet(frame: Uint8Array): Uint8Array {
  return frame.subarray(ETHERNET_HEADER_BYTES);
}

/** What each side sent, put together by sequence number; and how often each byte was sent. */
function streamsOf(packets: readonly ReadPacket[]): { text: string; fins: number; syns: number }[] {
  return directionsIn(packets).map((direction) => {
    const bytes = new Map<number, number>();
    let [fins, syns] = [0, 0];
    for (const packet of packets) {
      const layout = tcpLayoutOf(packet);
      if (layout?.direction !== direction) continue;
      const view = new DataView(packet.bytes.buffer, packet.bytes.byteOffset, packet.bytes.byteLength);
      const flags = view.getUint8(layout.header + 13);
      fins += flags & 1;
      syns += (flags >> 1) & 1;
      for (let offset = layout.payloadStart; offset < layout.payloadEnd; offset++) {
        // Signed, so that numbers before the wrap sort before those after it.
        bytes.set((view.getUint32(layout.header + 4) + offset - layout.payloadStart) | 0, view.getUint8(offset));
      }
    }
    const inOrder = Array.from(bytes).sort(([a], [b]) => a - b);
    return { text: String.fromCharCode(...inOrder.map(([, byte]) => byte)), fins, syns };
  });
}

const WHOLE = [
  { text: "hello world!", fins: 1, syns: 1 },
  { text: "answer", fins: 0, syns: 1 },
];

describe.each(ENCAPSULATIONS)("segments in %s", (_name, packets) => {
  test("carry the conversation", () => {
    expect(streamsOf(packets)).toEqual(WHOLE);
  });

  test("carry the same when any is split at any byte", () => {
    const splits = Array.from(splitsOf(packets));
    expect(splits).toHaveLength(4 + 5 + 5);
    for (const split of splits) {
      expect(split).toHaveLength(packets.length + 1);
      expect(streamsOf(split)).toEqual(WHOLE);
    }
  });

  test("carry the same when all are cut to pieces", () => {
    const pieces = splitInto(packets, 2);
    expect(pieces).toHaveLength(2 + 3 + 3 + 3 + 1);
    expect(streamsOf(pieces)).toEqual(WHOLE);
  });

  test("end where their lengths say", () => {
    for (const { bytes, wireLength, ...packet } of splitInto(packets, 1)) {
      expect(tcpLayoutOf({ bytes, ...packet })?.payloadEnd).toBe(bytes.length);
      expect(wireLength).toBe(bytes.length);
    }
  });

  test("keep their places' times and what they carry when shuffled", () => {
    const [client = ""] = directionsIn(packets);
    const order = shuffled(packets, client, seededRandom(2));
    expect(order.map(({ timeUs }) => timeUs)).toEqual(packets.map(({ timeUs }) => timeUs));
    expect(order.map(({ bytes }) => bytes)).not.toEqual(packets.map(({ bytes }) => bytes));
    expect(streamsOf(order)).toEqual(WHOLE);
  });
});

test("shuffles a flight without passing the other side's answer", () => {
  const [client = ""] = directionsIn(PLAIN);
  for (let seed = 0; seed < 20; seed++) {
    const order = shuffled(PLAIN, client, seededRandom(seed), "flight").map(({ bytes }) => bytes);
    expect(order.slice(4)).toEqual(PLAIN.slice(4).map(({ bytes }) => bytes));
  }
});

test("drops each packet once", () => {
  const drops = Array.from(dropsOf(PLAIN));
  expect(drops).toHaveLength(PLAIN.length);
  drops.forEach((rest, index) => {
    expect(rest).toEqual(PLAIN.filter((_, other) => other !== index));
  });
});

test.each([
  ["nothing", 0, 0],
  ["everything", 1, PLAIN.length],
])("drops and duplicates %s at the ends of the scale", (_name, share, count) => {
  expect(dropped(PLAIN, share, seededRandom(1))).toHaveLength(PLAIN.length - count);
  expect(duplicated(PLAIN, share, seededRandom(1))).toHaveLength(PLAIN.length + count);
});

test("duplicates packets in file order, with times that never go back", () => {
  const copies = duplicated(PLAIN, 0.5, seededRandom(3));
  const times = copies.map(({ timeUs }) => timeUs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(streamsOf(copies)[0]?.text).toBe("hello world!");
});

test("gives the same variants for the same seed, and others for another", () => {
  const variant = (seed: number) => duplicated(PLAIN, 0.5, seededRandom(seed));
  expect(variant(1)).toEqual(variant(1));
  expect(variant(1)).not.toEqual(variant(2));
});

test("varies files by their prefixes, their bytes and what follows them", () => {
  const file = Uint8Array.of(1, 2, 3);
  expect(Array.from(prefixesOf(file))).toEqual([Uint8Array.of(), Uint8Array.of(1), Uint8Array.of(1, 2)]);
  expect(Array.from(flipsOf(file, [0x80]))).toEqual([
    Uint8Array.of(0x81, 2, 3),
    Uint8Array.of(1, 0x82, 3),
    Uint8Array.of(1, 2, 0x83),
  ]);
  const longer = withBytesAppended(file, 5, seededRandom(1));
  expect(longer).toHaveLength(8);
  expect(longer.subarray(0, 3)).toEqual(file);
  expect(file).toEqual(Uint8Array.of(1, 2, 3));
});

test("leaves alone what is no whole TCP segment", () => {
  const fragment = ethernet(
    {},
    ipv4({ source: "10.0.0.1", destination: "10.0.0.2", moreFragments: true }, text("data")),
  );
  const cut = PLAIN[2]!.bytes.subarray(0, 57);
  const others = packetsOf([fragment, cut, new Uint8Array(3)]);
  expect(Array.from(splitsOf(others))).toEqual([]);
  expect(splitInto(others, 1)).toEqual(others);
});

test("writes packets of several link types as one capture", async () => {
  const packets = [...PLAIN, ...packetsOf([linuxSll2(withoutEthernet(IPV4[0]!))], LinkType.LINUX_SLL2)];
  expect((await readCapture(streamOf(captureOf(packets)))).packets).toEqual(packets);
});
