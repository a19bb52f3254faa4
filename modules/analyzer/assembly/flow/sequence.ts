/** Arithmetic on the circle of 32-bit TCP sequence numbers, RFC 9293 section 3.4. */

/** No window is larger in practice, and random numbers of another connection hardly ever come closer. */
const MAX_DISTANCE = 1 << 24;

/** Signed distance from `a` to `b`: positive when `b` comes after `a`. */
export function distance(a: i32, b: i32): i32 {
  return b - a;
}

/** Whether two numbers so far apart can belong to one use of the ports. */
export function isFar(apart: i32): bool {
  return apart > MAX_DISTANCE || apart < -MAX_DISTANCE;
}
