/**
 * MD5, RFC 1321, which JA3 prescribes; nothing is secured by it.
 *
 * A browser shuffles its extensions, so that nearly each of its hellos has a JA3 of its own. For the 200 bytes of one,
 * half of the time of Node's own function goes into the call, and into the string that it wants.
 */
import { i32 } from "../bytes/big-endian";

const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;

const SINES = Int32Array.from({ length: 64 }, (_, step) => Math.floor(2 ** 32 * Math.abs(Math.sin(step + 1))) | 0);

/** The word of a block that each step adds. */
const WORDS = Uint8Array.from({ length: 64 }, (_, step) => {
  const ofRounds = [step, 5 * step + 1, 3 * step + 5, 7 * step];
  return (ofRounds[step >> 4] ?? 0) & 15;
});

/** The digest of what was added so far. */
const state = new Int32Array(4);
const words = new Int32Array(16);
const added = new Int32Array(64);
const padded = new Uint8Array(2 * BLOCK_BYTES);
const digits = Buffer.alloc(32);

/** Digest of `bytes[start, end)` in 32 lower-case hexadecimal digits. */
export function md5(bytes: Uint8Array, start: number, end: number): string {
  state[0] = 0x67452301;
  state[1] = 0xefcdab89 | 0;
  state[2] = 0x98badcfe | 0;
  state[3] = 0x10325476;
  let at = start;
  for (; at + BLOCK_BYTES <= end; at += BLOCK_BYTES) addBlock(bytes, at);

  const rest = end - at;
  padded.fill(0);
  for (let i = 0; i < rest; i++) padded[i] = bytes[at + i] ?? 0;
  padded[rest] = 0x80;
  const paddedEnd = rest + 1 + LENGTH_BYTES <= BLOCK_BYTES ? BLOCK_BYTES : 2 * BLOCK_BYTES;
  for (let i = 0, length = (end - start) * 8; i < LENGTH_BYTES; i++, length = Math.floor(length / 256)) {
    padded[paddedEnd - LENGTH_BYTES + i] = length;
  }
  addBlock(padded, 0);
  if (paddedEnd > BLOCK_BYTES) addBlock(padded, BLOCK_BYTES);
  return hexText();
}

/** Section 3.4, four steps a turn, since the amounts by which they rotate stay the same within a round. */
function addBlock(bytes: Uint8Array, start: number): void {
  // All that is added to a step but the digest itself: what is left below is short enough for V8 to compile at once.
  for (let word = 0; word < 16; word++) words[word] = swapped(i32(bytes, start + 4 * word));
  for (let step = 0; step < 64; step++) {
    added[step] = (SINES[step] ?? 0) + (words[WORDS[step] ?? 0] ?? 0);
  }
  let a = state[0] ?? 0;
  let b = state[1] ?? 0;
  let c = state[2] ?? 0;
  let d = state[3] ?? 0;
  let sum: number;
  for (let i = 0; i < 16; i += 4) {
    sum = (a + ((b & c) | (~b & d)) + (added[i] ?? 0)) | 0;
    a = (b + ((sum << 7) | (sum >>> 25))) | 0;
    sum = (d + ((a & b) | (~a & c)) + (added[i + 1] ?? 0)) | 0;
    d = (a + ((sum << 12) | (sum >>> 20))) | 0;
    sum = (c + ((d & a) | (~d & b)) + (added[i + 2] ?? 0)) | 0;
    c = (d + ((sum << 17) | (sum >>> 15))) | 0;
    sum = (b + ((c & d) | (~c & a)) + (added[i + 3] ?? 0)) | 0;
    b = (c + ((sum << 22) | (sum >>> 10))) | 0;
  }
  for (let i = 16; i < 32; i += 4) {
    sum = (a + ((d & b) | (~d & c)) + (added[i] ?? 0)) | 0;
    a = (b + ((sum << 5) | (sum >>> 27))) | 0;
    sum = (d + ((c & a) | (~c & b)) + (added[i + 1] ?? 0)) | 0;
    d = (a + ((sum << 9) | (sum >>> 23))) | 0;
    sum = (c + ((b & d) | (~b & a)) + (added[i + 2] ?? 0)) | 0;
    c = (d + ((sum << 14) | (sum >>> 18))) | 0;
    sum = (b + ((a & c) | (~a & d)) + (added[i + 3] ?? 0)) | 0;
    b = (c + ((sum << 20) | (sum >>> 12))) | 0;
  }
  for (let i = 32; i < 48; i += 4) {
    sum = (a + (b ^ c ^ d) + (added[i] ?? 0)) | 0;
    a = (b + ((sum << 4) | (sum >>> 28))) | 0;
    sum = (d + (a ^ b ^ c) + (added[i + 1] ?? 0)) | 0;
    d = (a + ((sum << 11) | (sum >>> 21))) | 0;
    sum = (c + (d ^ a ^ b) + (added[i + 2] ?? 0)) | 0;
    c = (d + ((sum << 16) | (sum >>> 16))) | 0;
    sum = (b + (c ^ d ^ a) + (added[i + 3] ?? 0)) | 0;
    b = (c + ((sum << 23) | (sum >>> 9))) | 0;
  }
  for (let i = 48; i < 64; i += 4) {
    sum = (a + (c ^ (b | ~d)) + (added[i] ?? 0)) | 0;
    a = (b + ((sum << 6) | (sum >>> 26))) | 0;
    sum = (d + (b ^ (a | ~c)) + (added[i + 1] ?? 0)) | 0;
    d = (a + ((sum << 10) | (sum >>> 22))) | 0;
    sum = (c + (a ^ (d | ~b)) + (added[i + 2] ?? 0)) | 0;
    c = (d + ((sum << 15) | (sum >>> 17))) | 0;
    sum = (b + (d ^ (c | ~a)) + (added[i + 3] ?? 0)) | 0;
    b = (c + ((sum << 21) | (sum >>> 11))) | 0;
  }
  state[0] = (state[0] ?? 0) + a;
  state[1] = (state[1] ?? 0) + b;
  state[2] = (state[2] ?? 0) + c;
  state[3] = (state[3] ?? 0) + d;
}

function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

const HEX = Buffer.from("0123456789abcdef");

function hexText(): string {
  let at = 0;
  for (const word of state) {
    for (let shift = 0; shift < 32; shift += 8) {
      digits[at++] = HEX[(word >>> (shift + 4)) & 15] ?? 0;
      digits[at++] = HEX[(word >>> shift) & 15] ?? 0;
    }
  }
  return digits.toString("latin1");
}
