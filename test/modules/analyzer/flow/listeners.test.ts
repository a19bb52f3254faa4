import { emptyFrame } from "../../../../modules/analyzer/decap/frame";
import { DEFAULT_LISTENERS, Listeners, type ListenerRange } from "../../../../modules/analyzer/flow/listeners";
import { parseAddress } from "../../../../modules/analyzer/report/addresses";

/** Prefix lengths of IPv4 count from the 96 bits of the mapped form. */
function range(network: string, prefixLength: number, port: number | null = null): ListenerRange {
  const mapped = network.includes(":") ? 0 : 96;
  return { network: parseAddress(network)!, prefixLength: mapped + prefixLength, port };
}

function listens(ranges: readonly ListenerRange[], address: string, port: number): boolean {
  return new Listeners({ ports: [443], ranges }).has(parseAddress(address)!, port);
}

test("listeners are ports 443 and 8443 of any address unless told otherwise", () => {
  const listeners = new Listeners(DEFAULT_LISTENERS);
  const ports = [80, 442, 443, 8443, 50_000].filter((port) => listeners.has(parseAddress("192.0.2.1")!, port));
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
    expect(listens(ranges, address, port)).toBe(expected);
  });
});

test("a range without a port takes the general ones", () => {
  expect(listens([range("10.0.1.0", 24)], "10.0.1.10", 443)).toBe(true);
  expect(listens([range("10.0.1.0", 24)], "10.0.1.10", 9443)).toBe(false);
});

test("one of several ranges around an address is enough", () => {
  const ranges = [range("10.0.0.0", 8, 9443), range("10.0.1.10", 32, 7443)];
  expect([7443, 9443, 443].map((port) => listens(ranges, "10.0.1.10", port))).toEqual([true, true, false]);
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
  ["2001:db8::", 32, "2001:db8:ffff::1", true],
  ["2001:db8::", 32, "2001:db9::1", false],
  ["2001:db8:0:4::", 63, "2001:db8:0:5::1", true],
  ["2001:db8:0:4::", 63, "2001:db8:0:6::1", false],
  ["2001:db8::1", 128, "2001:db8::1", true],
  ["2001:db8::1", 128, "2001:db8::2", false],
])("%s/%d covers %s: %p", (network, prefixLength, address, covered) => {
  expect(listens([range(network, prefixLength, 9443)], address, 9443)).toBe(covered);
});

describe.each([
  ["ports", []],
  ["ranges", [range("10.0.1.10", 32)]],
])("by %s", (_, ranges) => {
  const frame = emptyFrame();
  frame.addresses.set(parseAddress("203.0.113.5")!, 0);
  frame.addresses.set(parseAddress("10.0.1.10")!, 4);
  frame.sourcePort = 50_000;
  frame.destinationPort = 443;

  test("tells the end of a frame at which a listener is", () => {
    const listeners = new Listeners({ ports: [443], ranges });
    expect([listeners.isSource(frame), listeners.isDestination(frame)]).toEqual([false, true]);
  });
});
