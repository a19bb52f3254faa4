import fc from "fast-check";
import { ReportEngine } from "./report-engine";

const engine = new ReportEngine();
const MAX_U64 = 2n ** 64n - 1n;

describe("a whole number", () => {
  test.each([0n, 9n, 10n, 99n, 100n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n - 1n, 10n ** 19n, MAX_U64])("%d is written digit by digit", (value) => {
    expect(engine.whole(value)).toBe(value.toString());
  }); // prettier-ignore

  test("is written as any number of 64 bits is", () => {
    fc.assert(fc.property(fc.bigInt(0n, MAX_U64), (value) => engine.whole(value) === value.toString()));
  });
});

describe("a number of tenths", () => {
  test.each([
    [0n, "0"],
    [1n, "0.1"],
    [9n, "0.9"],
    [10n, "1"],
    [15n, "1.5"],
    [100n, "10"],
    [-1n, "-0.1"],
    [-10n, "-1"],
    [-15n, "-1.5"],
  ])("%d is written as JSON has it", (tenths, json) => {
    expect(engine.tenths(tenths)).toBe(json);
  });

  test("is written as JSON.stringify does it, of any handshake between two packets", () => {
    const most = Math.floor(Number.MAX_SAFE_INTEGER / 100);
    fc.assert(
      fc.property(fc.integer({ min: -most, max: most }), (tenths) => {
        expect(engine.tenths(BigInt(tenths))).toBe(JSON.stringify(tenths / 10));
      }),
    );
  });
});

test("digits are padded with zeros, and those beyond the count left out", () => {
  expect(engine.padded(0n, 2)).toBe("00");
  expect(engine.padded(7n, 6)).toBe("000007");
  expect(engine.padded(123_456n, 6)).toBe("123456");
  expect(engine.padded(1_234n, 2)).toBe("34");
});

test("hexadecimal digits of every 16 bits come without leading zeros, and what is above them does not count", () => {
  for (let value = 0; value <= 0xffff; value++) {
    if (engine.hexadecimal(value) !== value.toString(16)) expect(engine.hexadecimal(value)).toBe(value.toString(16));
  }
  expect(engine.hexadecimal(0x7_0abc)).toBe("abc");
});

test("bytes are written in two hexadecimal digits each", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(engine.hexBytes(bytes)).toBe(Buffer.from(bytes).toString("hex"));
    }),
  );
});
