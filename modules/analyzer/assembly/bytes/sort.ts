/**
 * Sorts `count` two-byte numbers in the byte order of the machine, in ascending order.
 *
 * Shell's method with Knuth's gaps: no slower than any other for the few that an honest client lists, and the tens of
 * thousands of a hostile one do not take the square of that.
 */
export function sortShorts(start: usize, count: i32): void {
  let gap = 1;
  while (gap < count / 3) gap = 3 * gap + 1;
  for (; gap > 0; gap /= 3) sortWithGap(start, start + 2 * <usize>count, 2 * <usize>gap);
}

function sortWithGap(start: usize, end: usize, gapBytes: usize): void {
  for (let from = start + gapBytes; from < end; from += 2) {
    const value = load<u16>(from);
    let at = from;
    for (; at >= start + gapBytes && load<u16>(at - gapBytes) > value; at -= gapBytes) {
      store<u16>(at, load<u16>(at - gapBytes));
    }
    store<u16>(at, value);
  }
}
