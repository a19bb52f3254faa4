import { emptyFrame, type Frame } from "../../../../modules/analyzer/decap/frame";
import { Engine } from "../../../../modules/analyzer/engine/engine";
import { DEFAULT_FLOW_LIMITS } from "../../../../modules/analyzer/flow/limits";
import {
  DEFAULT_LISTENERS,
  type ListenerOptions,
  type ListenerRange,
} from "../../../../modules/analyzer/flow/listeners";
import { parseAddress } from "../../../../modules/analyzer/report/addresses";
import { WHOLE } from "../../../../modules/analyzer/flow/shard";
import { NO_EVENTS } from "../../../support/engine-events";

/** Prefix lengths of IPv4 count from the 96 bits of the mapped form. */
function range(network: string, prefixLength: number, port: number | null = null): ListenerRange {
  const mapped = network.includes(":") ? 0 : 96;
  return { network: parseAddress(network)!, prefixLength: mapped + prefixLength, port };
}

/** Who asks about listeners: the analyzer about packets, and the engine itself, which reports the connections to them. */
const ASKED = {
  "the analyzer": (options: ListenerOptions, address: string, port: number) =>
    new Engine(DEFAULT_FLOW_LIMITS, options, WHOLE, NO_EVENTS).isListener(parseAddress(address)!, port),
  "the engine": (options: ListenerOptions, address: string, port: number) => {
    let reported = 0;
    const engine = new Engine(DEFAULT_FLOW_LIMITS, options, WHOLE, { ...NO_EVENTS, end: () => reported++ });
    const to: Frame = { ...emptyFrame(), addresses: Int32Array.of(...CLIENT, ...parseAddress(address)!) };
    const from: Frame = { ...emptyFrame(), addresses: Int32Array.of(...parseAddress(address)!, ...CLIENT) };
    engine.takeSegment({ ...to, sourcePort: CLIENT_PORT, destinationPort: port }, 0);
    engine.takeSegment({ ...from, vni: 7, sourcePort: port, destinationPort: CLIENT_PORT }, 1);
    engine.endAllLeft();
    // Whichever of the two ends the first packet comes from.
    expect([0, 2]).toContain(reported);
    return reported === 2;
  },
};

const CLIENT = parseAddress("198.51.100.7")!;
/** None that anything in these tests listens on. */
const CLIENT_PORT = 50_000;

describe.each(Object.entries(ASKED))("by %s", (_, listens) => {
  const listensIn = (ranges: readonly ListenerRange[], address: string, port: number): boolean =>
    listens({ ports: [443], ranges }, address, port);

  test("listeners are ports 443 and 8443 of any address unless told otherwise", () => {
    const ports = [0, 80, 442, 443, 8443, 65_535].filter((port) => listens(DEFAULT_LISTENERS, "192.0.2.1", port));
    expect(ports).toEqual([443, 8443]);
  });

  describe("a range with a port", () => {
    const ranges = [range("10.0.1.0", 24, 9443)];
    test.each([
      ["10.0.1.10", 9443, true, "listens on that port"],
      ["10.0.1.10", 443, false, "wins over the general ports where it covers the address"],
      ["10.0.2.10", 443, true, "leaves the general ports to other addresses"],
      ["10.0.2.10", 9443, false, "gives its port to no other address"],
    ])("%s:%d is %p: %s", (address, port, expected) => {
      expect(listensIn(ranges, address, port)).toBe(expected);
    });
  });

  test("a range without a port takes the general ones", () => {
    expect(listensIn([range("10.0.1.0", 24)], "10.0.1.10", 443)).toBe(true);
    expect(listensIn([range("10.0.1.0", 24)], "10.0.1.10", 9443)).toBe(false);
  });

  test("one of several ranges around an address is enough", () => {
    const ranges = [range("10.0.0.0", 8, 9443), range("10.0.1.10", 32, 7443)];
    expect([7443, 9443, 443].map((port) => listensIn(ranges, "10.0.1.10", port))).toEqual([true, true, false]);
  });

  test.each([
    ["0.0.0.0", 0, "255.255.255.255", true],
    ["0.0.0.0", 0, "2001:db8::1", false],
    ["128.0.0.0", 1, "192.0.2.1", true],
    ["128.0.0.0", 1, "127.0.0.1", false],
    ["10.0.1.8", 30, "10.0.1.11", true],
    ["10.0.1.8", 30, "10.0.1.12", false],
    ["10.0.1.10", 32, "10.0.1.10", true],
    ["10.0.1.10", 32, "10.0.1.11", false],
    ["::", 0, "2001:db8::1", true],
    ["::", 0, "10.0.1.10", true],
    ["8000::", 1, "a001:db8::1", true],
    ["8000::", 1, "2001:db8::1", false],
    ["2001:db8::", 32, "2001:db8:ffff::1", true],
    ["2001:db8::", 32, "2001:db9::1", false],
    ["2001:db8::", 33, "2001:db8:7fff::1", true],
    ["2001:db8::", 33, "2001:db8:8000::1", false],
    ["2001:db8:0:4::", 63, "2001:db8:0:5::1", true],
    ["2001:db8:0:4::", 63, "2001:db8:0:6::1", false],
    ["2001:db8:0:4::", 64, "2001:db8:0:4:ffff::1", true],
    ["2001:db8:0:4::", 64, "2001:db8:0:5::1", false],
    ["2001:db8::2", 127, "2001:db8::3", true],
    ["2001:db8::2", 127, "2001:db8::1", false],
    ["2001:db8::1", 128, "2001:db8::1", true],
    ["2001:db8::1", 128, "2001:db8::2", false],
  ])("%s/%d covers %s: %p", (network, prefixLength, address, covered) => {
    expect(listensIn([range(network, prefixLength, 9443)], address, 9443)).toBe(covered);
  });
});
