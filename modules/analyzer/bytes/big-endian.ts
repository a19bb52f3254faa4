/**
 * Reads integers in network byte order at an offset the caller has checked.
 *
 * Functions over `(bytes, offset)` and no view object: V8 inlines them, and a packet costs no allocation.
 */

export function u8(bytes: Uint8Array, offset: number): number {
  return bytes[offset]!;
}

export function u16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 8) | bytes[offset + 1]!;
}

export function u24(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 16) | (bytes[offset + 1]! << 8) | bytes[offset + 2]!;
}

/** Unsigned. */
export function u32(bytes: Uint8Array, offset: number): number {
  return i32(bytes, offset) >>> 0;
}

/** The same 32 bits as a signed number, which V8 keeps without a heap object. */
export function i32(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 24) | (bytes[offset + 1]! << 16) | (bytes[offset + 2]! << 8) | bytes[offset + 3]!;
}
