/** SHA-256, FIPS 180-4, which JA4 prescribes; nothing is secured by it. */
import { wordAt } from "../bytes/big-endian";
import { BLOCK_BYTES, padded, padRest } from "./digest-padding";

export const DIGEST_BYTES = 32;

const ROUNDS = 64;

/** Digest of what was added so far, as eight words; then the message schedule of a block. */
const state = memory.data(DIGEST_BYTES, 4);
const schedule = memory.data(4 * ROUNDS, 4);

/** The first 32 bits of the fractional parts of the square roots of the first eight primes, section 5.3.3. */
const FIRST_STATE: StaticArray<u32> = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/** Those of the cube roots of the first 64 primes, one for each round, section 4.2.2. */
// prettier-ignore
const CUBE_ROOTS: StaticArray<u32> = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

/** Writes the digest of `[start, end)`, `DIGEST_BYTES`, to `to`. */
export function sha256(start: usize, end: usize, to: usize): void {
  memory.copy(state, changetype<usize>(FIRST_STATE), DIGEST_BYTES);
  let at = start;
  for (; at + BLOCK_BYTES <= end; at += BLOCK_BYTES) addBlock(at);

  const paddedBytes = padRest(at, end, end - start, true);
  addBlock(padded);
  if (paddedBytes > BLOCK_BYTES) addBlock(padded + BLOCK_BYTES);
  for (let i = 0; i < DIGEST_BYTES; i += 4) store<u32>(to + i, bswap<u32>(load<u32>(state + i)));
}

/** Section 6.2.2. */
function addBlock(block: usize): void {
  fillSchedule(block);
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  let f = load<u32>(state, 20);
  let g = load<u32>(state, 24);
  let h = load<u32>(state, 28);
  for (let i = 0; i < ROUNDS; i++) {
    const chosen = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const first =
      h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + chosen + unchecked(CUBE_ROOTS[i]) + load<u32>(scheduled(i));
    const second = (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + majority;
    h = g;
    g = f;
    f = e;
    e = d + first;
    d = c;
    c = b;
    b = a;
    a = first + second;
  }
  add(0, a);
  add(4, b);
  add(8, c);
  add(12, d);
  add(16, e);
  add(20, f);
  add(24, g);
  add(28, h);
}

function fillSchedule(block: usize): void {
  for (let i = 0; i < 16; i++) store<u32>(scheduled(i), wordAt(block + 4 * <usize>i));
  for (let i = 16; i < ROUNDS; i++) {
    const early = load<u32>(scheduled(i - 15));
    const late = load<u32>(scheduled(i - 2));
    const lower = rotr(early, 7) ^ rotr(early, 18) ^ (early >> 3);
    const upper = rotr(late, 17) ^ rotr(late, 19) ^ (late >> 10);
    store<u32>(scheduled(i), upper + load<u32>(scheduled(i - 7)) + lower + load<u32>(scheduled(i - 16)));
  }
}

function scheduled(round: i32): usize {
  return schedule + 4 * <usize>round;
}

function add(offset: usize, value: u32): void {
  store<u32>(state + offset, load<u32>(state + offset) + value);
}
