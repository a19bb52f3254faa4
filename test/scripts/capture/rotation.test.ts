import { fileSizeLimitMegabytes, rotationStep } from "../../../scripts/capture/rotation";

describe("rotation by time", () => {
  test.each([
    [0, false, "keep"],
    [60, false, "keep"],
    [60.9, false, "keep"],
    [61, false, "probe"],
    [62, true, "keep"],
    [65.9, true, "keep"],
    [66, true, "replace"],
    [66, false, "replace"],
    [3_600, true, "replace"],
  ])("of a file of 60 s that is %d s old (probed: %j): %s", (age, probed, step) => {
    expect(rotationStep(age, 60, probed)).toBe(step);
  });
});

describe("rotation by size", () => {
  test.each([
    [64 * 1024 * 1024, 1, 4],
    [10_000_000_000, 1, 625],
    [10_000_000_000, 4, 156],
    [1_000_000_000_000, 1, 1000],
    [64 * 1024 * 1024, 100, 1],
  ])("for a budget of %d bytes and %d VNIs is at %d million bytes", (budget, vnis, limit) => {
    expect(fileSizeLimitMegabytes(budget, vnis)).toBe(limit);
  });
});
