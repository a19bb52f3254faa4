/** How MD5 and SHA-256 fill up what they digest to whole blocks: RFC 1321 sections 3.1 and 3.2, FIPS 180-4 section 5.1.1. */

export const BLOCK_BYTES: usize = 64;
const LENGTH_BYTES: usize = 8;

/** Where the last block, or the last two, lie. */
export const padded = memory.data(128, 4);

/**
 * Writes what comes behind the whole blocks of a message of `length` bytes, `[start, end)`, a one bit, zeros, and the length
 * in bits, to `padded`. Returns how many bytes that is: those of one block, or of two.
 */
export function padRest(start: usize, end: usize, length: usize, isBigEndian: bool): usize {
  const rest = end - start;
  const bytes: usize = rest + 1 + LENGTH_BYTES <= BLOCK_BYTES ? BLOCK_BYTES : 2 * BLOCK_BYTES;
  const bits = <u64>length * 8;
  memory.fill(padded, 0, bytes);
  memory.copy(padded, start, rest);
  store<u8>(padded + rest, 0x80);
  store<u64>(padded + bytes - LENGTH_BYTES, isBigEndian ? bswap<u64>(bits) : bits);
  return bytes;
}
