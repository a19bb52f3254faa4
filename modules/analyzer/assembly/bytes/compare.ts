/** Whether two byte strings are equal: eight bytes a step wherever they lie, which `memory.compare` does only when aligned. */
export function areEqual(a: usize, b: usize, length: i32): bool {
  const end = a + length;
  for (; a + 8 <= end; a += 8, b += 8) if (load<u64>(a) !== load<u64>(b)) return false;
  for (; a < end; a++, b++) if (load<u8>(a) !== load<u8>(b)) return false;
  return true;
}
