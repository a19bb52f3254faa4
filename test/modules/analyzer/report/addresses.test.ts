import fc from "fast-check";
import { addressText, parseAddress, sameAddress } from "../../../../modules/analyzer/report/addresses";

describe("is no address", () => {
  test.each(["", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "12345::", "g::", "1.2.3", "1.2.3.256", "1.2.3.4.5", "1.2.3.-4", " 1.2.3.4", "10.0.1.10/24"])("%p", (text) => {
    expect(parseAddress(text)).toBeNull();
  }); // prettier-ignore
});

describe("is written as RFC 5952 says", () => {
  test.each([
    ["2001:0db8:0:0:0:0:0:0001", "2001:db8::1"],
    ["2001:DB8::ABCD", "2001:db8::abcd"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["0:0:0:0:0:0:0:0", "::"],
    ["0:0:0:0:0:0:0:1", "::1"],
    ["1:0:0:0:0:0:0:0", "1::"],
    ["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
    ["255.255.255.255", "255.255.255.255"],
    ["0.0.0.0", "0.0.0.0"],
    ["10.0.1.10", "10.0.1.10"],
  ])("%s as %s", (text, canonical) => {
    expect(addressText(parseAddress(text)!)).toBe(canonical);
  });
});

test("every address is read as it was written", () => {
  const word = fc.oneof(fc.constantFrom(0, 1, 0xffff, 0x10000), fc.integer());
  fc.assert(
    fc.property(fc.tuple(word, word, word, word), (words) => {
      const address = Int32Array.from(words);
      expect(parseAddress(addressText(address))).toEqual(address);
    }),
  );
});

test.each([0, 1, 2, 3])("addresses that differ in word %d are not the same", (word) => {
  const address = Int32Array.of(1, 2, 3, 4);
  expect(sameAddress(address, address.slice())).toBe(true);
  expect(sameAddress(address, address.with(word, 9))).toBe(false);
});
