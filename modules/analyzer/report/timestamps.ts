/** Seconds remembered: records begin and end within minutes of each other. A power of two. */
const REMEMBERED_SECONDS = 1024;

const seconds = new Float64Array(REMEMBERED_SECONDS).fill(NaN);
const texts = new Array<string>(REMEMBERED_SECONDS).fill("");

/** Microseconds since 1970-01-01 UTC as RFC 3339 with six digits of fraction. */
export function timestampText(timeUs: number): string {
  const whole = Math.floor(timeUs);
  const second = Math.floor(whole / 1e6);
  const fraction = whole - second * 1e6;
  return `${textOfSecond(second)}.${PADDING[digits(fraction)] ?? ""}${fraction}Z`;
}

/** Making the date is the costly part, and many packets fall into one second. */
function textOfSecond(second: number): string {
  const slot = second % REMEMBERED_SECONDS;
  if (seconds[slot] !== second) {
    seconds[slot] = second;
    texts[slot] = dateText(second);
  }
  return texts[slot] ?? "";
}

/** Damaged captures hold times that no calendar has; they must not stop the report. */
function dateText(second: number): string {
  const date = new Date(second * 1000);
  return Number.isNaN(date.getTime()) ? "1970-01-01T00:00:00" : date.toISOString().slice(0, -5);
}

/** Zeros before a number of so many digits, to make it six. */
const PADDING = ["", "00000", "0000", "000", "00", "0", ""];

function digits(value: number): number {
  if (value >= 1000) return value >= 100_000 ? 6 : value >= 10_000 ? 5 : 4;
  return value >= 100 ? 3 : value >= 10 ? 2 : 1;
}
