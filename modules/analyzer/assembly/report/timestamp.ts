/** Times as RFC 3339 with six digits of fraction. */
import { literal, out, padded } from "./text";

const SECONDS_A_DAY: u64 = 86_400;

/** `2026-11-22T15:00:00.000000Z` */
export const TIMESTAMP_BYTES = 27;

/** The day last written, as text: most packets fall into the same. */
let knownDay: u64 = u64.MAX_VALUE;
const DATE_BYTES = 11;
const date = memory.data(16);

/** Writes a time in microseconds since 1970-01-01 UTC, before the year 10000. */
export function timestampText(timeUs: f64): void {
  const whole = <u64>timeUs;
  const second = whole / 1_000_000;
  const day = second / SECONDS_A_DAY;
  const ofDay = second % SECONDS_A_DAY;
  if (day === knownDay) out.copy(date, DATE_BYTES);
  else writeDate(day);
  padded(ofDay / 3600, 2);
  literal(":");
  padded((ofDay / 60) % 60, 2);
  literal(":");
  padded(ofDay % 60, 2);
  literal(".");
  padded(whole % 1_000_000, 6);
  literal("Z");
}

/**
 * Date of a day since 1970-01-01: Howard Hinnant's `civil_from_days` (https://howardhinnant.github.io/date_algorithms.html),
 * in which a year begins in March, so that the leap day is its last.
 */
function writeDate(day: u64): void {
  const start = out.at;
  const fromEra = day + 719_468;
  const era = fromEra / 146_097;
  const dayOfEra = fromEra % 146_097;
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const fromMarch = (5 * dayOfYear + 2) / 153;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  padded(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4);
  literal("-");
  padded(month, 2);
  literal("-");
  padded(dayOfYear - (153 * fromMarch + 2) / 5 + 1, 2);
  literal("T");
  memory.copy(date, start, DATE_BYTES);
  knownDay = day;
}
