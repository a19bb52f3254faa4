import { TickClock } from "../../../../modules/analyzer/capture/timestamp";

const SECOND = 1_700_000_000n;

function microseconds(clock: TickClock, ticks: bigint): number {
  return clock.microseconds(Number(ticks >> 32n), Number(ticks & 0xffffffffn));
}

test.each([
  ["seconds", 0, SECOND, 1_700_000_000_000_000],
  ["milliseconds", 3, SECOND * 1000n + 123n, 1_700_000_000_123_000],
  ["microseconds", 6, SECOND * 1_000_000n + 123_456n, 1_700_000_000_123_456],
  ["nanoseconds", 9, SECOND * 1_000_000_000n + 123_456_999n, 1_700_000_000_123_456],
  ["picoseconds", 12, 1_000_000n * 10n ** 12n + 123_456_999_999n, 1_000_000_123_456],
  ["femtoseconds", 15, 1_000n * 10n ** 15n + 123_456_999_999_999n, 1_000_123_456],
  ["halves of a second", 0x80 | 1, SECOND * 2n + 1n, 1_700_000_000_500_000],
  ["2^-20 seconds", 0x80 | 20, (SECOND << 20n) + 1n, 1_700_000_000_000_000],
  ["2^-32 seconds", 0x80 | 32, (SECOND << 32n) | 0x80000000n, 1_700_000_000_500_000],
])("counts %s in microseconds", (_name, resolution, ticks, expected) => {
  expect(microseconds(new TickClock(resolution), ticks)).toBe(expected);
});

test("counts microseconds where the interface does not say", () => {
  expect(microseconds(new TickClock(), 1_700_000_000_123_456n)).toBe(1_700_000_000_123_456);
});

test("cuts off every nanosecond count exactly, though it does not fit a number", () => {
  const clock = new TickClock(9);
  for (let ticks = SECOND * 1_000_000_000n - 2500n; ticks < SECOND * 1_000_000_000n + 2500n; ticks += 499n) {
    expect(microseconds(clock, ticks)).toBe(Number(ticks / 1000n));
  }
});

test("adds the interface's offset", () => {
  expect(microseconds(new TickClock(6, 1_700_000_000), 5n)).toBe(1_700_000_000_000_005);
  expect(microseconds(new TickClock(6, -1), 1_500_000n)).toBe(500_000);
});

test.each([
  ["the largest ticks of seconds", 0, 0, 2n ** 64n - 1n, Number.MAX_SAFE_INTEGER],
  ["the largest offset", 6, 2 ** 63, 0n, Number.MAX_SAFE_INTEGER],
  ["the smallest offset", 6, -(2 ** 63), 2n ** 64n - 1n, 0],
  ["the finest resolution", 0xff, 0, 2n ** 64n - 1n, 0],
])("stays between 1970 and 2255 with %s", (_name, resolution, offset, ticks, expected) => {
  expect(microseconds(new TickClock(resolution, offset), ticks)).toBe(expected);
});
