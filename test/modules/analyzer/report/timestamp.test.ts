import fc from "fast-check";
import { ReportEngine } from "./report-engine";

const engine = new ReportEngine();

/** What the calendar of JavaScript says, to the millisecond, and the rest behind it. */
function byCalendar(timeUs: number): string {
  const milliseconds = Math.floor(timeUs / 1000);
  const rest = timeUs - milliseconds * 1000;
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${String(rest).padStart(3, "0")}Z`;
}

const microseconds = (date: string): number => Date.parse(date) * 1000;

test.each([
  [0, "1970-01-01T00:00:00.000000Z"],
  [7, "1970-01-01T00:00:00.000007Z"],
  [1_795_348_800_123_456, "2026-11-22T12:00:00.123456Z"],
  [999_999.9, "1970-01-01T00:00:00.999999Z"],
  [Number.MAX_SAFE_INTEGER, "2255-06-05T23:47:34.740991Z"],
])("shows %d microseconds as %s", (timeUs, text) => {
  expect(engine.timestampText(timeUs)).toBe(text);
});

test("pads the fraction to six digits whatever its size", () => {
  for (const fraction of [1, 10, 100, 1000, 10_000, 100_000]) {
    expect(engine.timestampText(5e6 + fraction)).toBe(`1970-01-01T00:00:05.${String(fraction).padStart(6, "0")}Z`);
  }
});

test.each([
  ["a leap year", "2024-02-28", ["2024-02-28", "2024-02-29", "2024-03-01"]],
  ["a year that is none", "2026-02-28", ["2026-02-28", "2026-03-01", "2026-03-02"]],
  ["a century that is one", "2000-02-28", ["2000-02-28", "2000-02-29", "2000-03-01"]],
  ["a century that is none", "2100-02-28", ["2100-02-28", "2100-03-01", "2100-03-02"]],
  ["the end of a leap year", "2024-12-30", ["2024-12-30", "2024-12-31", "2025-01-01"]],
])("counts the days of %s as the calendar does", (_, first, days) => {
  const dayUs = 86_400e6;
  const shown = days.map((_day, i) => engine.timestampText(microseconds(`${first}T00:00:00Z`) + i * dayUs));
  expect(shown).toEqual(days.map((day) => `${day}T00:00:00.000000Z`));
});

test("agrees with the calendar about the first and the last microsecond of every day that a packet can have", () => {
  const dayUs = 86_400e6;
  for (let startUs = 0; startUs + dayUs <= Number.MAX_SAFE_INTEGER; startUs += dayUs) {
    for (const timeUs of [startUs, startUs + dayUs - 1]) {
      // A matcher for each of 200,000 takes longer than all the rest.
      if (engine.timestampText(timeUs) !== byCalendar(timeUs)) {
        expect(engine.timestampText(timeUs)).toBe(byCalendar(timeUs));
      }
    }
  }
});

test("agrees with the calendar about any time that a packet can have, whatever was shown before", () => {
  const time = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(fc.array(time, { minLength: 1, maxLength: 5 }), (times) => {
      // Every other time falls into the day at hand, which is remembered.
      for (const timeUs of times.flatMap((t) => [t, Math.min(t + 1, Number.MAX_SAFE_INTEGER)])) {
        expect(engine.timestampText(timeUs)).toBe(byCalendar(timeUs));
      }
    }),
    { numRuns: 1000 },
  );
});

test("does not mistake a second or a day for another", () => {
  expect(engine.timestampText(1e6)).toBe("1970-01-01T00:00:01.000000Z");
  expect(engine.timestampText(1025e6)).toBe("1970-01-01T00:17:05.000000Z");
  expect(engine.timestampText(86_401e6)).toBe("1970-01-02T00:00:01.000000Z");
  expect(engine.timestampText(1e6)).toBe("1970-01-01T00:00:01.000000Z");
});
