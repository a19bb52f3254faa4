let cachedSecond = NaN;
let cachedText = "";

/** Microseconds since 1970-01-01 UTC as RFC 3339 with six digits of fraction. */
export function timestampText(timeUs: number): string {
  const whole = Math.floor(timeUs);
  const second = Math.floor(whole / 1e6);
  // Packets come in bursts within a second, and making the date is the costly part.
  if (second !== cachedSecond) {
    cachedSecond = second;
    cachedText = dateText(second);
  }
  return `${cachedText}.${String(whole - second * 1e6).padStart(6, "0")}Z`;
}

/** Damaged captures hold times that no calendar has; they must not stop the report. */
function dateText(second: number): string {
  const date = new Date(second * 1000);
  return Number.isNaN(date.getTime()) ? "1970-01-01T00:00:00" : date.toISOString().slice(0, -5);
}
