import type { Frame } from "../decap/frame";

/** Words of a key: eight of addresses (the low endpoint first), one of both ports, one of the VNI. */
const KEY_WORDS = 10;
const PORTS = 8;
const VNI = 9;

const EMPTY = -1;

/**
 * From (VNI, addresses, ports) to a row number, for either direction.
 *
 * Open addressing over typed arrays: a look-up touches two cache lines and allocates nothing, which a `Map` with string
 * keys cannot do at millions of packets a second. The hash leaves out the VNI, so that copies of one connection from
 * several mirror sessions lie in one probe sequence and find each other.
 */
export class FlowTable {
  #slots = new Int32Array(1024).fill(EMPTY);
  #keys = new Int32Array(256 * KEY_WORDS);
  #hashes = new Int32Array(256);
  readonly #free: number[] = [];
  #rows = 0;
  #size = 0;
  readonly #probe = new Int32Array(KEY_WORDS);
  #probeHash = 0;

  /** Whether the source of the frame last looked up is the endpoint sorted first. */
  sourceIsLow = false;

  get size(): number {
    return this.#size;
  }

  /** Rows ever in use at once; row numbers lie below. */
  get rowLimit(): number {
    return this.#rows;
  }

  /** Row of the frame's connection, or -1. */
  find(frame: Frame): number {
    this.#load(frame);
    const mask = this.#slots.length - 1;
    for (let slot = this.#probeHash & mask; ; slot = (slot + 1) & mask) {
      const row = this.#slots[slot] ?? EMPTY;
      if (row === EMPTY) return -1;
      if (this.#hashes[row] === this.#probeHash && this.#sameKey(row)) return row;
    }
  }

  /** A new row for the frame last looked up with {@link find}. */
  add(): number {
    if (this.#size * 2 >= this.#slots.length) this.#growSlots();
    const row = this.#free.pop() ?? this.#rows++;
    if (row >= this.#hashes.length) this.#growRows();
    this.#keys.set(this.#probe, row * KEY_WORDS);
    this.#hashes[row] = this.#probeHash;
    this.#insert(row);
    this.#size++;
    return row;
  }

  /** Rows with the same endpoints as the frame last looked up, under other VNIs. */
  twins(): number[] {
    const rows: number[] = [];
    const mask = this.#slots.length - 1;
    for (let slot = this.#probeHash & mask; ; slot = (slot + 1) & mask) {
      const row = this.#slots[slot] ?? EMPTY;
      if (row === EMPTY) return rows;
      if (this.#hashes[row] === this.#probeHash && this.#sameEndpoints(row) && !this.#sameKey(row)) rows.push(row);
    }
  }

  remove(row: number): void {
    const mask = this.#slots.length - 1;
    let hole = (this.#hashes[row] ?? 0) & mask;
    while (this.#slots[hole] !== row) hole = (hole + 1) & mask;
    // Close the gap by moving back what was displaced over it, so that look-ups need no grave markers.
    for (let slot = (hole + 1) & mask; ; slot = (slot + 1) & mask) {
      const other = this.#slots[slot] ?? EMPTY;
      if (other === EMPTY) break;
      const home = (this.#hashes[other] ?? 0) & mask;
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        this.#slots[hole] = other;
        hole = slot;
      }
    }
    this.#slots[hole] = EMPTY;
    this.#free.push(row);
    this.#size--;
  }

  /** Words of one endpoint's address. Borrowed until the next `add`. */
  address(row: number, low: boolean): Int32Array {
    const at = row * KEY_WORDS + (low ? 0 : 4);
    return this.#keys.subarray(at, at + 4);
  }

  port(row: number, low: boolean): number {
    const ports = this.#keys[row * KEY_WORDS + PORTS] ?? 0;
    return low ? ports >>> 16 : ports & 0xffff;
  }

  vni(row: number): number {
    return this.#keys[row * KEY_WORDS + VNI] ?? EMPTY;
  }

  /** Hash of the endpoints alone: the same in both directions and under every VNI. */
  static endpointHash({ addresses, sourcePort, destinationPort }: Frame): number {
    // Addition is symmetric, so the two directions need not be told apart.
    return avalanche((mixed(addresses, 0, sourcePort) + mixed(addresses, 4, destinationPort)) | 0);
  }

  #load(frame: Frame): void {
    const a = frame.addresses;
    const probe = this.#probe;
    const low = isSourceLow(frame);
    this.sourceIsLow = low;
    const from = low ? 0 : 4;
    const to = low ? 4 : 0;
    for (let word = 0; word < 4; word++) {
      probe[word] = a[from + word] ?? 0;
      probe[word + 4] = a[to + word] ?? 0;
    }
    probe[PORTS] = low
      ? (frame.sourcePort << 16) | frame.destinationPort
      : (frame.destinationPort << 16) | frame.sourcePort;
    probe[VNI] = frame.vni;
    this.#probeHash = FlowTable.endpointHash(frame);
  }

  #sameKey(row: number): boolean {
    return this.#keys[row * KEY_WORDS + VNI] === this.#probe[VNI] && this.#sameEndpoints(row);
  }

  #sameEndpoints(row: number): boolean {
    const at = row * KEY_WORDS;
    for (let word = PORTS; word >= 0; word--) if (this.#keys[at + word] !== this.#probe[word]) return false;
    return true;
  }

  #insert(row: number): void {
    const mask = this.#slots.length - 1;
    let slot = (this.#hashes[row] ?? 0) & mask;
    while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask;
    this.#slots[slot] = row;
  }

  #growSlots(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2).fill(EMPTY);
    for (const row of old) if (row !== EMPTY) this.#insert(row);
  }

  #growRows(): void {
    const keys = new Int32Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
    const hashes = new Int32Array(this.#hashes.length * 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
  }
}

/** Any order of the two endpoints will do, as long as both directions agree on it. */
function isSourceLow(frame: Frame): boolean {
  const a = frame.addresses;
  for (let word = 3; word >= 0; word--) {
    const source = a[word] ?? 0;
    const destination = a[word + 4] ?? 0;
    if (source !== destination) return source < destination;
  }
  return frame.sourcePort < frame.destinationPort;
}

/** One endpoint in one word, in which equal words in different places do not cancel each other out. */
function mixed(addresses: Int32Array, from: number, port: number): number {
  let hash = port;
  for (let word = from; word < from + 4; word++)
    hash = Math.imul(hash ^ (addresses[word] ?? 0), 0x85ebca6b) + 0x9e3779b1;
  return Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
}

function avalanche(hash: number): number {
  const h = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return h ^ (h >>> 15);
}
