/** Arithmetic on the circle of 32-bit TCP sequence numbers, RFC 9293 section 3.4. */

/** Signed distance from `a` to `b`: positive when `b` comes after `a`. */
export function seqDistance(a: number, b: number): number {
  return (b - a) | 0;
}

/** The sequence number `length` bytes after `a`. */
export function seqAdd(a: number, length: number): number {
  return (a + length) | 0;
}
