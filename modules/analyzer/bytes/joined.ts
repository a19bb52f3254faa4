/** A copy of `held` with `bytes[start, end)` behind it. */
export function joined(held: Uint8Array, bytes: Uint8Array, start: number, end: number): Uint8Array {
  const whole = new Uint8Array(held.length + end - start);
  whole.set(held);
  whole.set(bytes.subarray(start, end), held.length);
  return whole;
}
