import fc from "fast-check";

import { ByteMemo } from "../../../../modules/analyzer/tls/byte-memo";

interface Text {
  readonly text: string;
}

function texts(slots: number): { memo: ByteMemo<Text>; made: () => number } {
  let made = 0;
  const memo = new ByteMemo<Text>(slots, (bytes, start, end) => {
    made++;
    return { text: Buffer.from(bytes.subarray(start, end)).toString("hex") };
  });
  return { memo, made: () => made };
}

test("makes a value once for equal bytes, wherever they lie", () => {
  const { memo, made } = texts(64);
  const first = memo.get(Uint8Array.from([1, 2, 3]), 0, 3);
  expect(memo.get(Uint8Array.from([9, 1, 2, 3]), 1, 4)).toBe(first);
  expect(made()).toBe(1);
});

test("does not keep the caller's bytes", () => {
  const { memo } = texts(64);
  const bytes = Uint8Array.from([1, 2, 3]);
  memo.get(bytes, 0, 3);
  bytes.fill(7);
  expect(memo.get(bytes, 0, 3).text).toBe("070707");
});

test("makes a long key each time, so that a hostile peer cannot fill memory with them", () => {
  const { memo, made } = texts(64);
  const long = new Uint8Array(513);
  memo.get(long, 0, long.length);
  memo.get(long, 0, long.length);
  expect(made()).toBe(2);
});

test("never answers with the value of other bytes, however few its slots", () => {
  const { memo } = texts(2);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4 }), (bytes) => {
      expect(memo.get(bytes, 0, bytes.length).text).toBe(Buffer.from(bytes).toString("hex"));
    }),
    { numRuns: 1000 },
  );
});
