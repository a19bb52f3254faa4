import fc from "fast-check";
import { seqAdd, seqDistance } from "../../../../modules/analyzer/flow/sequence";

test.each([
  [0, 0, 0],
  [0, 1, 1],
  [1, 0, -1],
  [0xffffffff, 0, 1],
  [0, 0xffffffff, -1],
  [0xfffffff0, 0x10, 0x20],
  [0x7fffffff, -0x80000000, 1],
  [0, 0x7fffffff, 0x7fffffff],
  [0, 0x80000000, -0x80000000],
])("from %d to %d it is %d", (a, b, distance) => {
  expect(seqDistance(a, b)).toBe(distance);
});

test("what is added is the distance, wherever on the circle", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 0x7fffffff }), (a, length) => {
      expect(seqDistance(a | 0, seqAdd(a | 0, length))).toBe(length);
    }),
  );
});

test("signed and unsigned spellings of one number are the same place", () => {
  expect(seqDistance(0xfffffffe, -2)).toBe(0);
  expect(seqAdd(0xffffffff, 2)).toBe(1);
});
