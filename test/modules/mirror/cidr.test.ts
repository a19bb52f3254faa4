import fc from "fast-check";
import {
  contains,
  hasHostBits,
  networkForm,
  singleAddress,
  tryParseAddress,
  tryParseCidr,
} from "../../../modules/mirror/cidr";

describe("reading a CIDR block", () => {
  test.each([
    "",
    "10.0.0.0",
    "10.0.0.0/33",
    "10.0.0/24",
    "10.0.0.256/24",
    "10.0.0.0/",
    "10.0.0.0/24 ",
    "2001:db8::/129",
    "2001:db8::1::/64",
    "fe80::1%eth0/64",
    "example.com/24",
  ])("refuses %j", (text) => {
    expect(tryParseCidr(text)).toBeUndefined();
  });

  test.each([
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["203.0.113.77/32", "203.0.113.77/32"],
    ["203.0.113.77/0", "0.0.0.0/0"],
    ["2001:db8:0:1::1/64", "2001:db8:0:1::/64"],
    ["2001:db8::ffff/127", "2001:db8::fffe/127"],
    ["2001:0:0:1:0:0:0:1/128", "2001:0:0:1::1/128"],
    ["2001:db8:1:2:3:4:5:6/128", "2001:db8:1:2:3:4:5:6/128"],
    ["::ffff:192.0.2.1/128", "::ffff:c000:201/128"],
    ["::1/0", "::/0"],
  ])("gives the network of %s as %s", (text, network) => {
    expect(networkForm(tryParseCidr(text)!)).toBe(network);
  });

  test("calls a network one whose host bits are zero, whatever its length", () => {
    const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
    fc.assert(
      fc.property(octets, fc.nat(32), (address, length) => {
        const network = networkForm(tryParseCidr(`${address.join(".")}/${length}`)!);
        expect(hasHostBits(tryParseCidr(network)!)).toBe(false);
        expect(networkForm(tryParseCidr(network)!)).toBe(network);
      }),
    );
  });

  test("writes IPv6 so that it reads back the same", () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const parsed = tryParseCidr(`${address}/128`)!;
        expect(tryParseCidr(networkForm(parsed))).toEqual(parsed);
      }),
    );
  });
});

describe("containment", () => {
  const cidr = (text: string) => tryParseCidr(text)!;

  test.each([
    ["10.0.0.0/8", "10.1.2.0/24", true],
    ["10.1.2.0/24", "10.0.0.0/8", false],
    ["0.0.0.0/0", "203.0.113.0/24", true],
    ["0.0.0.0/0", "::/0", false],
    ["2001:db8::/32", "2001:db8:ffff::/48", true],
    ["2001:db8::/32", "2001:db9::/48", false],
  ])("%s contains %s: %s", (outer, inner, expected) => {
    expect(contains(cidr(outer), cidr(inner))).toBe(expected);
  });

  test("treats an address as a network of its own", () => {
    expect(contains(cidr("192.0.2.0/30"), singleAddress(tryParseAddress("192.0.2.3")!))).toBe(true);
    expect(contains(cidr("192.0.2.0/30"), singleAddress(tryParseAddress("192.0.2.4")!))).toBe(false);
  });
});
