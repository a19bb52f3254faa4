import type { Frame } from "../decap/frame";

/** Words of a row, and which of them hold what. Those of an endpoint stand twice: of the low one, then of the high one. */
export const ROW_WORDS = 24;
export const Word = {
  HASH: 0,
  VNI: 1,
  /** The low endpoint's in the upper half. */
  PORTS: 2,
  LOW_ADDRESS: 3,
  HIGH_ADDRESS: 7,
  /** Which packets are routine: `routine.ts`. */
  ROUTINE: 11,
  /** Sequence number of the next byte that the endpoint is to send. */
  NEXT: 12,
  /** Highest sequence number of its own that the other endpoint acknowledged. */
  ACKED: 14,
  /** Packets that it sent. */
  SENT: 16,
  PACKETS: 18,
} as const;

/** Doubles of the same row. */
export const ROW_DOUBLES = ROW_WORDS / 2;
export const Double = {
  LAST_US: 10,
  BYTES: 11,
} as const;

const EMPTY = -1;
const FIRST_SLOTS = 1024;
const FIRST_ROWS = 256;

/**
 * From (VNI, addresses, ports) to a row, for either direction; the row holds what every packet of a connection needs.
 *
 * Open addressing over typed arrays: a packet touches one cache line of slots and two of its row and allocates nothing.
 * A `Map` with string keys cannot do that at millions of packets a second, and objects with the same fields are spread
 * over a dozen lines. The hash leaves out the VNI, so that copies of one connection from several mirror sessions lie in
 * one probe sequence and find each other.
 */
export class FlowTable {
  /** By row, {@link Word}. Another array once the table has grown. */
  words = new Int32Array(FIRST_ROWS * ROW_WORDS);
  /** The same memory as {@link Double}. */
  doubles = new Float64Array(this.words.buffer);
  /** Row and hash by turns: most other connections in a probe sequence are told by their hash. */
  #slots = emptySlots(FIRST_SLOTS);
  readonly #free: number[] = [];
  #rows = 0;
  #size = 0;
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
    this.sourceIsLow = isSourceLow(frame);
    this.#probeHash = FlowTable.endpointHash(frame);
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = (this.#probeHash << 1) & mask; ; slot = (slot + 2) & mask) {
      const row = slots[slot] ?? EMPTY;
      if (row === EMPTY) return EMPTY;
      if (slots[slot + 1] === this.#probeHash && this.#isKey(row, frame)) return row;
    }
  }

  /** A new row for the frame last looked up with {@link find}; all but its key is zero. */
  add(frame: Frame): number {
    if (this.#size * 4 >= this.#slots.length) this.#growSlots();
    const row = this.#free.pop() ?? this.#rows++;
    if ((row + 1) * ROW_WORDS > this.words.length) this.#growRows();
    const { words } = this;
    const at = row * ROW_WORDS;
    words.fill(0, at, at + ROW_WORDS);
    const { addresses, sourcePort, destinationPort } = frame;
    const low = this.sourceIsLow ? 0 : 4;
    for (let word = 0; word < 4; word++) {
      words[at + Word.LOW_ADDRESS + word] = addresses[low + word] ?? 0;
      words[at + Word.HIGH_ADDRESS + word] = addresses[4 - low + word] ?? 0;
    }
    words[at + Word.PORTS] = this.sourceIsLow
      ? (sourcePort << 16) | destinationPort
      : (destinationPort << 16) | sourcePort;
    words[at + Word.VNI] = frame.vni;
    words[at + Word.HASH] = this.#probeHash;
    this.#insert(row);
    this.#size++;
    return row;
  }

  /** Rows with the same endpoints as the frame last looked up, under other VNIs. */
  twins(frame: Frame): number[] {
    const rows: number[] = [];
    const mask = this.#slots.length - 1;
    for (let slot = (this.#probeHash << 1) & mask; ; slot = (slot + 2) & mask) {
      const row = this.#slots[slot] ?? EMPTY;
      if (row === EMPTY) return rows;
      const isOther = this.words[row * ROW_WORDS + Word.VNI] !== frame.vni;
      if (isOther && this.#slots[slot + 1] === this.#probeHash && this.#hasEndpoints(row, frame)) rows.push(row);
    }
  }

  remove(row: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let hole = ((this.words[row * ROW_WORDS + Word.HASH] ?? 0) << 1) & mask;
    while (slots[hole] !== row) hole = (hole + 2) & mask;
    // Close the gap by moving back what was displaced over it, so that look-ups need no grave markers.
    for (let slot = (hole + 2) & mask; ; slot = (slot + 2) & mask) {
      const other = slots[slot] ?? EMPTY;
      if (other === EMPTY) break;
      const hash = slots[slot + 1] ?? 0;
      const home = (hash << 1) & mask;
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        slots[hole] = other;
        slots[hole + 1] = hash;
        hole = slot;
      }
    }
    slots[hole] = EMPTY;
    this.#free.push(row);
    this.#size--;
  }

  /** Words of one endpoint's address. Borrowed until the next `add`. */
  address(row: number, low: boolean): Int32Array {
    const at = row * ROW_WORDS + (low ? Word.LOW_ADDRESS : Word.HIGH_ADDRESS);
    return this.words.subarray(at, at + 4);
  }

  port(row: number, low: boolean): number {
    const ports = this.words[row * ROW_WORDS + Word.PORTS] ?? 0;
    return low ? ports >>> 16 : ports & 0xffff;
  }

  vni(row: number): number {
    return this.words[row * ROW_WORDS + Word.VNI] ?? EMPTY;
  }

  /** Hash of the endpoints alone: the same in both directions and under every VNI. */
  static endpointHash({ addresses, sourcePort, destinationPort }: Frame): number {
    // Addition is symmetric, so the two directions need not be told apart.
    return avalanche((mixed(addresses, 0, sourcePort) + mixed(addresses, 4, destinationPort)) | 0);
  }

  #isKey(row: number, frame: Frame): boolean {
    return this.words[row * ROW_WORDS + Word.VNI] === frame.vni && this.#hasEndpoints(row, frame);
  }

  #hasEndpoints(row: number, frame: Frame): boolean {
    const { addresses } = frame;
    const { words } = this;
    const at = row * ROW_WORDS;
    const ports = words[at + Word.PORTS] ?? 0;
    const low = this.sourceIsLow ? 0 : 4;
    const high = 4 - low;
    const lowPort = this.sourceIsLow ? frame.sourcePort : frame.destinationPort;
    const highPort = this.sourceIsLow ? frame.destinationPort : frame.sourcePort;
    if (ports >>> 16 !== lowPort || (ports & 0xffff) !== highPort) return false;
    for (let word = 3; word >= 0; word--) {
      if (words[at + Word.LOW_ADDRESS + word] !== addresses[low + word]) return false;
      if (words[at + Word.HIGH_ADDRESS + word] !== addresses[high + word]) return false;
    }
    return true;
  }

  #insert(row: number): void {
    const hash = this.words[row * ROW_WORDS + Word.HASH] ?? 0;
    const mask = this.#slots.length - 1;
    let slot = (hash << 1) & mask;
    while (this.#slots[slot] !== EMPTY) slot = (slot + 2) & mask;
    this.#slots[slot] = row;
    this.#slots[slot + 1] = hash;
  }

  #growSlots(): void {
    const old = this.#slots;
    this.#slots = emptySlots(old.length);
    for (let slot = 0; slot < old.length; slot += 2) {
      const row = old[slot] ?? EMPTY;
      if (row !== EMPTY) this.#insert(row);
    }
  }

  #growRows(): void {
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
    this.doubles = new Float64Array(words.buffer);
  }
}

function emptySlots(count: number): Int32Array {
  return new Int32Array(2 * count).fill(EMPTY);
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
