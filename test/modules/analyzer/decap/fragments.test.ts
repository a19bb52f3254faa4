import { FrameDecoder } from "../../../../modules/analyzer/decap/decoder";
import { DEFAULT_FRAGMENT_LIMITS, FragmentReassembler } from "../../../../modules/analyzer/decap/fragments";
import { emptyFrame } from "../../../../modules/analyzer/decap/frame";
import { ethernet, ipv4, ipv6, ipv6FragmentExtension, IpProtocol, mirrored, tcp, udp, vxlan, VXLAN_PORT } from "../../../support/frames"; // prettier-ignore
import { decode, type Decoded } from "./decoded";

const DATA = "The quick brown fox jumps over the lazy dog, and so on and so forth.";
const segment = tcp({ flags: "PA" }, Buffer.from(DATA, "latin1"));
const V4 = { source: "203.0.113.5", destination: "10.0.1.10" };
const V6 = { source: "2001:db8::5", destination: "2001:db8::10" };

/** A part of an IP payload as a fragment; offsets in bytes, multiples of eight. */
type Cut = (payload: Uint8Array, from: number, to: number, id?: number) => Uint8Array;

const cut4: Cut = (payload, from, to, id = 1) => {
  const moreFragments = to < payload.length;
  return ethernet(
    {},
    ipv4({ ...V4, identification: id, fragmentOffset: from, moreFragments }, payload.slice(from, to)),
  );
};
const cut6: Cut = (payload, from, to, id = 1) =>
  ethernet(
    {},
    ipv6({ ...V6, extensions: [ipv6FragmentExtension(from, to < payload.length, id)] }, payload.slice(from, to)),
  );

/** What each of the packets turned out to be; the whole comes with the one that completes it. */
function decodeAll(packets: readonly Uint8Array[], decoder = new FrameDecoder()): readonly Decoded[] {
  return packets.map((bytes, index) => decode(bytes, { decoder, timeUs: index }));
}

const kinds = (packets: readonly Uint8Array[], decoder?: FrameDecoder) =>
  decodeAll(packets, decoder).map(({ kind }) => kind);
const END = segment.length;

describe.each([
  ["IPv4", cut4],
  ["IPv6", cut6],
])("fragments of %s", (_, cut) => {
  const [a, b, c] = [cut(segment, 0, 32), cut(segment, 32, 64), cut(segment, 64, END)];

  test.each([
    ["in order", [a, b, c]],
    ["backwards", [c, b, a]],
    ["with the last in the middle", [b, c, a]],
  ])("are one packet %s", (_order, packets) => {
    const decoded = decodeAll(packets);
    expect(decoded.map(({ kind }) => kind)).toEqual(["fragment", "fragment", "tcp"]);
    expect(decoded[2]).toMatchObject({ payload: DATA, length: DATA.length });
    expect(decoded[2]!.to).toMatch(/:443$/);
  });

  test("come twice and overlap without harm", () => {
    const packets = [a, a, cut(segment, 24, 56), c, b];
    expect(decodeAll(packets).at(-1)).toMatchObject({ kind: "tcp", payload: DATA });
  });

  test("are no packet while one is missing", () => {
    expect(kinds([a, c, c, a])).toEqual(["fragment", "fragment", "fragment", "fragment"]);
  });

  test("of two packets do not mix", () => {
    const other = cut(segment, 32, 64, 2);
    expect(kinds([a, other, c, b])).toEqual(["fragment", "fragment", "fragment", "tcp"]);
  });

  test("cut by the capture are a packet cut where the first hole is", () => {
    const decoder = new FrameDecoder();
    decode(a, { decoder });
    decode(b.slice(0, b.length - 12), { decoder, wireLength: b.length });
    const whole = decode(c, { decoder });
    expect(whole).toMatchObject({ kind: "tcp", payload: DATA.slice(0, 64 - 12 - 20), length: DATA.length });
  });

  test("under two VNIs do not mix", () => {
    const packets = [
      mirrored({ vni: 1 }, a),
      mirrored({ vni: 2 }, b),
      mirrored({ vni: 1 }, c),
      mirrored({ vni: 1 }, b),
    ];
    expect(kinds(packets)).toEqual(["fragment", "fragment", "fragment", "tcp"]);
  });

  test("are dropped when the rest does not come in time", () => {
    const decoder = new FrameDecoder();
    const late = DEFAULT_FRAGMENT_LIMITS.fragmentTimeoutSeconds * 1e6 + 1;
    const told = ([[a, 0], [b, 1], [c, late], [a, late], [b, late]] as const).map(([bytes, timeUs]) => decode(bytes, { decoder, timeUs }).kind); // prettier-ignore
    expect(told).toEqual(["fragment", "fragment", "fragment", "fragment", "tcp"]);
  });

  test("of the oldest packet are dropped when there are too many packets", () => {
    const decoder = new FrameDecoder({ ...DEFAULT_FRAGMENT_LIMITS, maxFragmentedPackets: 2 });
    const [second, third] = [cut(segment, 0, 64, 2), cut(segment, 0, 64, 3)];
    expect(kinds([a, second, third, b, c], decoder)).not.toContain("tcp");
    expect(kinds([cut(segment, 64, END, 3)], decoder)).toEqual(["tcp"]);
  });
});

test("fragments of the packet around a mirrored frame are put together", () => {
  const frame = ethernet({}, ipv4(V4, segment));
  const outer = udp({ destinationPort: VXLAN_PORT }, vxlan({ vni: 7 }, frame));
  const cut = (from: number, to: number) =>
    ethernet({}, ipv4({ source: "10.0.1.10", destination: "10.0.9.9", protocol: IpProtocol.UDP, identification: 9, fragmentOffset: from, moreFragments: to < outer.length }, outer.slice(from, to))); // prettier-ignore
  const [first, second] = decodeAll([cut(0, 48), cut(48, outer.length)]);
  expect(first!.kind).toBe("fragment");
  expect(second).toMatchObject({ kind: "tcp", vni: 7, payload: DATA });
});

describe("fragments that no honest sender makes", () => {
  /** Takes a fragment of so many bytes, sent and captured alike. */
  function accept(reassembler: FragmentReassembler, offset: number, length: number, last = false): boolean {
    const frame = { ...emptyFrame(), bytes: new Uint8Array(length), end: length, wireEnd: length };
    return reassembler.accept(frame, { id: 1, offset, last, payload: 0 });
  }

  test("are dropped when they lie beyond the end of any packet", () => {
    const reassembler = new FragmentReassembler();
    expect(accept(reassembler, 65_528, 16, true)).toBe(false);
    expect(reassembler.dropped).toBe(1);
  });

  test("are dropped when they hold no byte, since any number of them could be held", () => {
    const reassembler = new FragmentReassembler();
    expect([accept(reassembler, 0, 0), accept(reassembler, 0, 0)]).toEqual([false, false]);
    expect(reassembler.dropped).toBe(2);
  });

  test("are dropped with their packet when they are more than any path makes of one", () => {
    const reassembler = new FragmentReassembler();
    for (let piece = 0; piece < 2000; piece++) accept(reassembler, 8, 8);
    expect(reassembler.dropped).toBeGreaterThan(0);
  });

  test("are dropped with their packet when they hold twice what a packet can", () => {
    const reassembler = new FragmentReassembler();
    for (let piece = 0; piece < 2; piece++) accept(reassembler, 8, 60_000);
    expect(reassembler.dropped).toBe(0);
    accept(reassembler, 8, 60_000);
    expect(reassembler.dropped).toBe(1);
  });
});
