/**
 * MD5, RFC 1321, which JA3 prescribes; nothing is secured by it.
 *
 * A browser shuffles its extensions, so that nearly each of its hellos has a JA3 of its own. For the 200 bytes of one,
 * half of the time of Node's own function goes into the call, and into the string that it wants.
 */

const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;

/** Amounts by which the four steps of each round rotate, section 3.4. */
const ROTATIONS = Uint8Array.of(7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21);
const SINES = Int32Array.from({ length: 64 }, (_, step) => Math.floor(2 ** 32 * Math.abs(Math.sin(step + 1))) | 0);

const state = new Int32Array(4);
const words = new Int32Array(16);
const padded = new Uint8Array(2 * BLOCK_BYTES);

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
  padded.set(bytes.subarray(at, end));
  padded[rest] = 0x80;
  const paddedEnd = rest + 1 + LENGTH_BYTES <= BLOCK_BYTES ? BLOCK_BYTES : 2 * BLOCK_BYTES;
  for (let i = 0, length = (end - start) * 8; i < LENGTH_BYTES; i++, length = Math.floor(length / 256)) {
    padded[paddedEnd - LENGTH_BYTES + i] = length;
  }
  addBlock(padded, 0);
  if (paddedEnd > BLOCK_BYTES) addBlock(padded, BLOCK_BYTES);
  return hexText(state);
}

function addBlock(bytes: Uint8Array, start: number): void {
  for (let word = 0, at = start; word < 16; word++, at += 4) {
    words[word] =
      (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
  }
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let step = 0; step < 64; step++) {
    const round = step >> 4;
    let mixed: number;
    let word: number;
    if (round === 0) {
      mixed = (b & c) | (~b & d);
      word = step;
    } else if (round === 1) {
      mixed = (d & b) | (~d & c);
      word = 5 * step + 1;
    } else if (round === 2) {
      mixed = b ^ c ^ d;
      word = 3 * step + 5;
    } else {
      mixed = c ^ (b | ~d);
      word = 7 * step;
    }
    const sum = (a + mixed + (SINES[step] ?? 0) + (words[word & 15] ?? 0)) | 0;
    const rotation = ROTATIONS[round * 4 + (step & 3)] ?? 0;
    a = d;
    d = c;
    c = b;
    b = (b + ((sum << rotation) | (sum >>> (32 - rotation)))) | 0;
  }
  state[0] = ((state[0] ?? 0) + a) | 0;
  state[1] = ((state[1] ?? 0) + b) | 0;
  state[2] = ((state[2] ?? 0) + c) | 0;
  state[3] = ((state[3] ?? 0) + d) | 0;
}

const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function hexText(digest: Int32Array): string {
  let text = "";
  for (const word of digest) for (let shift = 0; shift < 32; shift += 8) text += PAIRS[(word >>> shift) & 255] ?? "";
  return text;
}
