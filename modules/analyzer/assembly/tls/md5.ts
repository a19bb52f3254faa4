/** MD5, RFC 1321, which JA3 prescribes; nothing is secured by it. */
import { BLOCK_BYTES, padded, padRest } from "./digest-padding";

/** Digest of what was added so far, in the byte order in which it is told. */
let a0: i32 = 0;
let b0: i32 = 0;
let c0: i32 = 0;
let d0: i32 = 0;

/** floor(2^32 * abs(sin(step + 1))) of each step, section 3.4. */
// prettier-ignore
const SINES: StaticArray<u32> = [
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
  0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
  0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
  0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
  0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
  0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
  0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
  0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
];

/** Writes the digest of `[start, end)`, sixteen bytes, to `to`. */
export function md5(start: usize, end: usize, to: usize): void {
  a0 = 0x67452301;
  b0 = 0xefcdab89;
  c0 = 0x98badcfe;
  d0 = 0x10325476;
  let at = start;
  for (; at + BLOCK_BYTES <= end; at += BLOCK_BYTES) addBlock(at);

  const paddedBytes = padRest(at, end, end - start, false);
  addBlock(padded);
  if (paddedBytes > BLOCK_BYTES) addBlock(padded + BLOCK_BYTES);
  store<i32>(to, a0);
  store<i32>(to, b0, 4);
  store<i32>(to, c0, 8);
  store<i32>(to, d0, 12);
}

function added(block: usize, step: i32, word: i32): i32 {
  return <i32>unchecked(SINES[step]) + load<i32>(block + (((<usize>word) & 15) << 2));
}

/** Section 3.4, four steps a turn, since the amounts by which they rotate stay the same within a round. */
function addBlock(block: usize): void {
  let a = a0;
  let b = b0;
  let c = c0;
  let d = d0;
  for (let i = 0; i < 16; i += 4) {
    a = b + rotl(a + ((b & c) | (~b & d)) + added(block, i, i), 7);
    d = a + rotl(d + ((a & b) | (~a & c)) + added(block, i + 1, i + 1), 12);
    c = d + rotl(c + ((d & a) | (~d & b)) + added(block, i + 2, i + 2), 17);
    b = c + rotl(b + ((c & d) | (~c & a)) + added(block, i + 3, i + 3), 22);
  }
  for (let i = 16; i < 32; i += 4) {
    a = b + rotl(a + ((d & b) | (~d & c)) + added(block, i, 5 * i + 1), 5);
    d = a + rotl(d + ((c & a) | (~c & b)) + added(block, i + 1, 5 * i + 6), 9);
    c = d + rotl(c + ((b & d) | (~b & a)) + added(block, i + 2, 5 * i + 11), 14);
    b = c + rotl(b + ((a & c) | (~a & d)) + added(block, i + 3, 5 * i + 16), 20);
  }
  for (let i = 32; i < 48; i += 4) {
    a = b + rotl(a + (b ^ c ^ d) + added(block, i, 3 * i + 5), 4);
    d = a + rotl(d + (a ^ b ^ c) + added(block, i + 1, 3 * i + 8), 11);
    c = d + rotl(c + (d ^ a ^ b) + added(block, i + 2, 3 * i + 11), 16);
    b = c + rotl(b + (c ^ d ^ a) + added(block, i + 3, 3 * i + 14), 23);
  }
  for (let i = 48; i < 64; i += 4) {
    a = b + rotl(a + (c ^ (b | ~d)) + added(block, i, 7 * i), 6);
    d = a + rotl(d + (b ^ (a | ~c)) + added(block, i + 1, 7 * i + 7), 10);
    c = d + rotl(c + (a ^ (d | ~b)) + added(block, i + 2, 7 * i + 14), 15);
    b = c + rotl(b + (d ^ (c | ~a)) + added(block, i + 3, 7 * i + 21), 21);
  }
  a0 += a;
  b0 += b;
  c0 += c;
  d0 += d;
}
