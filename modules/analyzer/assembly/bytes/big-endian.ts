/** Reads integers in network byte order at an address that the caller has checked. */

export function byteAt(at: usize): i32 {
  return load<u8>(at);
}

export function shortAt(at: usize): i32 {
  return bswap<u16>(load<u16>(at));
}

export function tripleAt(at: usize): i32 {
  return (shortAt(at) << 8) | byteAt(at + 2);
}

export function wordAt(at: usize): i32 {
  return bswap<i32>(load<i32>(at));
}
