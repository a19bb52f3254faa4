import { i32, u16, u24, u32, u8 } from "../../../../modules/analyzer/bytes/big-endian";

const BYTES = Uint8Array.of(0xff, 0xfe, 0xfd, 0xfc, 0xfb);

test.each([
  ["u8", u8, 0xfe],
  ["u16", u16, 0xfefd],
  ["u24", u24, 0xfefdfc],
  ["u32", u32, 0xfefdfcfb],
  ["i32", i32, 0xfefdfcfb - 2 ** 32],
])("%s reads in network order from an offset", (_, read, value) => {
  expect(read(BYTES, 1)).toBe(value);
});
