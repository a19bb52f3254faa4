import { endpointHash, hashOf, isIpv4, isSourceLow, type FlowKey } from "./flow-key";
import { Key, KEY_WORDS, ROW_WORDS } from "./row";

const IPV4 = 4;
const IPV6 = 6;

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
  /** By row, as `Key` and `Word` name them. Another array once the table has grown. */
  words: Int32Array;
  /** The same memory, as `Double` names it. */
  doubles: Float64Array;
  readonly #rowWords: number;
  /** Row and hash by turns: most other connections in a probe sequence are told by their hash. */
  #slots = emptySlots(FIRST_SLOTS);
  readonly #free: number[] = [];
  #rows = 0;
  #size = 0;
  #probeHash = 0;

  /** Whether the source of the frame last looked up is the endpoint sorted first. */
  sourceIsLow = false;

  /** `rowWords`: how many each row has, key included; an even number. */
  constructor(rowWords = ROW_WORDS) {
    this.#rowWords = rowWords;
    this.words = new Int32Array(FIRST_ROWS * rowWords);
    this.doubles = new Float64Array(this.words.buffer);
  }

  get size(): number {
    return this.#size;
  }

  /** Rows ever in use at once; row numbers lie below. */
  get rowLimit(): number {
    return this.#rows;
  }

  /** Row of the frame's connection, or -1. */
  find(key: FlowKey): number {
    const { addresses } = key;
    const sourceIsLow = isSourceLow(key);
    this.sourceIsLow = sourceIsLow;
    const low = sourceIsLow ? 0 : 4;
    const ports = this.#portsOf(key);
    if (isIpv4(addresses)) return this.findIpv4(addresses[low + 3] ?? 0, addresses[7 - low] ?? 0, ports, key.vni);
    this.#probeHash = hashOf(key);
    return this.#findKey(key, ports);
  }

  /** The same for two endpoints of IPv4, the one sorted first first; its port in the upper half of `ports`. */
  findIpv4(low: number, high: number, ports: number, vni: number): number {
    const hash = endpointHash(low, high, ports);
    this.#probeHash = hash;
    const { words } = this;
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = (hash << 1) & mask; ; slot = (slot + 2) & mask) {
      const row = slots[slot] ?? EMPTY;
      if (row === EMPTY) return EMPTY;
      if (slots[slot + 1] !== hash) continue;
      const at = row * this.#rowWords;
      const isKey =
        words[at + Key.PORTS] === ports &&
        words[at + Key.LOW_ADDRESS + 3] === low &&
        words[at + Key.HIGH_ADDRESS + 3] === high &&
        words[at + Key.VNI] === vni &&
        words[at + Key.FAMILY] === IPV4;
      if (isKey) return row;
    }
  }

  /** A new row for the frame last looked up with {@link find}; all but its key is zero. */
  add(key: FlowKey): number {
    const row = this.#newRow();
    const { words } = this;
    const at = row * this.#rowWords;
    const { addresses } = key;
    const low = this.sourceIsLow ? 0 : 4;
    for (let word = 0; word < 4; word++) {
      words[at + Key.LOW_ADDRESS + word] = addresses[low + word] ?? 0;
      words[at + Key.HIGH_ADDRESS + word] = addresses[4 - low + word] ?? 0;
    }
    words[at + Key.PORTS] = this.#portsOf(key);
    words[at + Key.FAMILY] = isIpv4(addresses) ? IPV4 : IPV6;
    words[at + Key.VNI] = key.vni;
    words[at + Key.HASH] = this.#probeHash;
    this.#insert(row);
    return row;
  }

  /** The same for the connection in a row of another table. */
  addKeyOf(other: FlowTable, otherRow: number): number {
    const row = this.#newRow();
    const at = row * this.#rowWords;
    const from = otherRow * other.#rowWords;
    for (let word = 0; word < KEY_WORDS; word++) this.words[at + word] = other.words[from + word] ?? 0;
    this.#insert(row);
    return row;
  }

  /** Rows with the same endpoints as the frame last looked up, under other VNIs. */
  twins(key: FlowKey): number[] {
    const rows: number[] = [];
    const ports = this.#portsOf(key);
    const mask = this.#slots.length - 1;
    for (let slot = (this.#probeHash << 1) & mask; ; slot = (slot + 2) & mask) {
      const row = this.#slots[slot] ?? EMPTY;
      if (row === EMPTY) return rows;
      const isOther = this.words[row * this.#rowWords + Key.VNI] !== key.vni;
      if (isOther && this.#slots[slot + 1] === this.#probeHash && this.#hasEndpoints(row, key, ports)) rows.push(row);
    }
  }

  remove(row: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let hole = ((this.words[row * this.#rowWords + Key.HASH] ?? 0) << 1) & mask;
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
    const at = row * this.#rowWords + (low ? Key.LOW_ADDRESS : Key.HIGH_ADDRESS);
    return this.words.subarray(at, at + 4);
  }

  port(row: number, low: boolean): number {
    const ports = this.words[row * this.#rowWords + Key.PORTS] ?? 0;
    return low ? ports >>> 16 : ports & 0xffff;
  }

  vni(row: number): number {
    return this.words[row * this.#rowWords + Key.VNI] ?? EMPTY;
  }

  /** Of the frame last looked up. */
  #portsOf({ sourcePort, destinationPort }: FlowKey): number {
    return this.sourceIsLow ? (sourcePort << 16) | destinationPort : (destinationPort << 16) | sourcePort;
  }

  #findKey(key: FlowKey, ports: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = (this.#probeHash << 1) & mask; ; slot = (slot + 2) & mask) {
      const row = slots[slot] ?? EMPTY;
      if (row === EMPTY) return EMPTY;
      const isVni = this.words[row * this.#rowWords + Key.VNI] === key.vni;
      if (isVni && slots[slot + 1] === this.#probeHash && this.#hasEndpoints(row, key, ports)) return row;
    }
  }

  #hasEndpoints(row: number, { addresses }: FlowKey, ports: number): boolean {
    const { words } = this;
    const at = row * this.#rowWords;
    if (words[at + Key.PORTS] !== ports) return false;
    const low = this.sourceIsLow ? 0 : 4;
    const high = 4 - low;
    for (let word = 3; word >= 0; word--) {
      if (words[at + Key.LOW_ADDRESS + word] !== addresses[low + word]) return false;
      if (words[at + Key.HIGH_ADDRESS + word] !== addresses[high + word]) return false;
    }
    return true;
  }

  #newRow(): number {
    if (this.#size * 4 >= this.#slots.length) this.#growSlots();
    const row = this.#free.pop() ?? this.#rows++;
    const at = row * this.#rowWords;
    if (at + this.#rowWords > this.words.length) this.#growRows();
    this.words.fill(0, at, at + this.#rowWords);
    this.#size++;
    return row;
  }

  #insert(row: number): void {
    const hash = this.words[row * this.#rowWords + Key.HASH] ?? 0;
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
