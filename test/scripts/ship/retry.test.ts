import { retryMs } from "../../../scripts/ship/retry";

const times = { awayMs: 1_000, refusedMs: 30_000, maxMs: 300_000 };

describe("the wait before another try", () => {
  test("doubles with each failure in a row, up to a limit", () => {
    const waits = [1, 2, 3, 8, 9, 10, 1_000].map((failures) => retryMs("away", failures, times, 1));

    expect(waits).toEqual([1_000, 2_000, 4_000, 128_000, 256_000, 300_000, 300_000]);
  });

  test("is longer from the start after a refusal", () => {
    expect(retryMs("refused", 1, times, 1)).toBe(30_000);
  });

  test("is anything from half of it on, so that not all come back at once", () => {
    expect([0, 0.5, 1].map((random) => retryMs("away", 3, times, random))).toEqual([2_000, 3_000, 4_000]);
  });
});
