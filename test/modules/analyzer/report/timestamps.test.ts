import { timestampText } from "../../../../modules/analyzer/report/timestamps";

test("shows a time that no calendar has as the beginning of 1970", () => {
  expect(timestampText(9e18)).toMatch(/^1970-01-01T00:00:00\.\d{6}Z$/);
});

test.each([
  [0, "1970-01-01T00:00:00.000000Z"],
  [7, "1970-01-01T00:00:00.000007Z"],
  [1_795_348_800_123_456, "2026-11-22T12:00:00.123456Z"],
  [999_999.9, "1970-01-01T00:00:00.999999Z"],
])("shows %d microseconds as %s", (timeUs, text) => {
  expect(timestampText(timeUs)).toBe(text);
});

test("pads the fraction to six digits whatever its size", () => {
  for (const fraction of [1, 10, 100, 1000, 10_000, 100_000]) {
    expect(timestampText(5e6 + fraction)).toBe(`1970-01-01T00:00:05.${String(fraction).padStart(6, "0")}Z`);
  }
});

test("does not mistake a second for another that is remembered in the same slot", () => {
  expect(timestampText(1e6)).toBe("1970-01-01T00:00:01.000000Z");
  expect(timestampText(1025e6)).toBe("1970-01-01T00:17:05.000000Z");
  expect(timestampText(1e6)).toBe("1970-01-01T00:00:01.000000Z");
});
