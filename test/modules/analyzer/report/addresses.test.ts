import fc from "fast-check";
import { addressText, parseAddress } from "../../../../modules/analyzer/report/addresses";
import { ReportEngine } from "./report-engine";

const engine = new ReportEngine();
/** Two zeros in a row are what text of IPv6 is about, and hardly ever come by chance. */
const word = fc.oneof(fc.constantFrom(0, 1, 0xffff, 0x10000), fc.integer());
const address = fc.tuple(word, word, word, word).map((words) => Int32Array.from(words));

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
    ["::ffff:0a00:010a", "10.0.1.10"],
    ["::a00:10a", "::a00:10a"],
    ["1:0:0:2:0:0:3:0", "1::2:0:0:3:0"],
    ["0:1:0:1:0:1:0:1", "0:1:0:1:0:1:0:1"],
    ["0:0:1:0:0:0:0:0", "0:0:1::"],
  ])("%s as %s", (text, canonical) => {
    expect(addressText(parseAddress(text)!)).toBe(canonical);
    expect(engine.addressText(parseAddress(text)!)).toBe(canonical);
  });
});

test("every address is read as it was written", () => {
  fc.assert(
    fc.property(address, (words) => {
      expect(parseAddress(addressText(words))).toEqual(words);
    }),
  );
});

test("the engine writes every address as the analyzer does", () => {
  fc.assert(
    fc.property(address, (words) => {
      expect(engine.addressText(words)).toBe(addressText(words));
    }),
    { numRuns: 2000 },
  );
});
