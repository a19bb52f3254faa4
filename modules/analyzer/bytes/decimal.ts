/** What ends a number. */
export const SPACE = 0x20;
const DIGIT_ZERO = 0x30;

/** The whole number whose decimal digits `bytes[start, end)` are. */
export function decimalAt(bytes: Uint8Array, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at++) number = number * 10 + ((bytes[at] ?? 0) - DIGIT_ZERO);
  return number;
}
