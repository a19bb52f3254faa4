import { hasProbedEndpoints, KEY_BYTES, KeyRow, probe } from "./key-row";

const FIRST_SLOTS = 1024;
/** Rows are made so many at a time, and stay where they are. */
const PAGE_ROWS = 128;
const FIRST_PAGES = 64;

/** What a slot holds: a row, and its hash, by which most others in a probe sequence are told. */
@unmanaged
class Slot {
  row: KeyRow | null = null;
  hash: i32 = 0;
}

const SLOT_BYTES = offsetof<Slot>();

/**
 * From (VNI, addresses, ports) to a row, for either direction. Open addressing: a packet touches one cache line of slots
 * and one or two of its row.
 *
 * The hash leaves out the VNI, so that copies of one connection from several mirror sessions lie in one probe sequence
 * and find each other.
 */
@unmanaged
export class KeyTable {
  private slots: usize;
  private mask: i32 = FIRST_SLOTS - 1;
  private pages: usize;
  private pageLimit: i32 = FIRST_PAGES;
  private pageCount: i32 = 0;
  private freeRow: KeyRow | null = null;
  /** Rows ever in use at once; row numbers lie below. */
  rowLimit: i32 = 0;
  size: i32 = 0;

  /** `rowBytes`: length of each row, key included; a multiple of eight. */
  constructor(private rowBytes: usize) {
    this.slots = emptySlots(FIRST_SLOTS);
    this.pages = heap.alloc(FIRST_PAGES * sizeof<usize>());
  }

  /** The row in which the connection of the packet at hand is, or null. */
  find(): KeyRow | null {
    const hash = probe.hash;
    const mask = this.mask;
    let index = hash & mask;
    while (true) {
      const slot = this.slot(index);
      const row = slot.row;
      if (row === null) return null;
      if (slot.hash === hash && row.vni === probe.vni && hasProbedEndpoints(row)) return row;
      index = (index + 1) & mask;
    }
  }

  /** The next row with the endpoints of the packet at hand under another VNI, from slot `index` of its probe sequence on. */
  nextTwin(index: i32): KeyRow | null {
    while (true) {
      const slot = this.slot((probe.hash + index++) & this.mask);
      const row = slot.row;
      this.twinIndex = index;
      if (row === null) return null;
      if (slot.hash === probe.hash && row.vni !== probe.vni && hasProbedEndpoints(row)) return row;
    }
  }

  /** Where to go on after `nextTwin`. */
  twinIndex: i32 = 0;

  /** Hands out the rows from the first one on again. All must have been removed. */
  reset(): void {
    this.freeRow = null;
    this.rowLimit = 0;
  }

  /** A row with this key. All behind the key is as it was; zero in a row that was never used. */
  add(key: KeyRow): KeyRow {
    if (this.size * 2 > this.mask) this.growSlots();
    const row = this.newRow();
    memory.copy(changetype<usize>(row), changetype<usize>(key), KEY_BYTES);
    this.insert(row);
    this.size++;
    return row;
  }

  /** The row is not found any more. It stays as it is until it is freed. */
  remove(removed: KeyRow): void {
    const mask = this.mask;
    let hole = removed.hash & mask;
    while (changetype<usize>(this.slot(hole).row) !== changetype<usize>(removed)) hole = (hole + 1) & mask;
    // Close the gap by moving back what was displaced over it, so that look-ups need no grave markers.
    for (let index = (hole + 1) & mask; ; index = (index + 1) & mask) {
      const slot = this.slot(index);
      if (slot.row === null) break;
      const home = slot.hash & mask;
      if (((index - home) & mask) >= ((index - hole) & mask)) {
        const gap = this.slot(hole);
        gap.row = slot.row;
        gap.hash = slot.hash;
        hole = index;
      }
    }
    this.slot(hole).row = null;
    this.size--;
  }

  /** The row may be used for another connection. */
  free(row: KeyRow): void {
    row.hash = <i32>changetype<usize>(this.freeRow);
    this.freeRow = row;
  }

  /** The row of this number, below `rowLimit`, whether it is in use or not. */
  at(number: i32): KeyRow {
    return changetype<KeyRow>(this.page(number / PAGE_ROWS) + <usize>(number % PAGE_ROWS) * this.rowBytes);
  }

  @inline
  private slot(index: i32): Slot {
    return changetype<Slot>(this.slots + <usize>index * SLOT_BYTES);
  }

  private page(number: i32): usize {
    return load<usize>(this.pages + <usize>number * sizeof<usize>());
  }

  private newRow(): KeyRow {
    const free = this.freeRow;
    if (free !== null) {
      this.freeRow = changetype<KeyRow | null>(<usize>free.hash);
      return free;
    }
    const number = this.rowLimit++;
    if (number === this.pageCount * PAGE_ROWS) this.newPage();
    return this.at(number);
  }

  private newPage(): void {
    const number = this.pageCount++;
    if (number === this.pageLimit) {
      this.pageLimit *= 2;
      this.pages = heap.realloc(this.pages, <usize>this.pageLimit * sizeof<usize>());
    }
    const page = heap.alloc(<usize>PAGE_ROWS * this.rowBytes);
    memory.fill(page, 0, <usize>PAGE_ROWS * this.rowBytes);
    store<usize>(this.pages + <usize>number * sizeof<usize>(), page);
  }

  private insert(row: KeyRow): void {
    let index = row.hash & this.mask;
    while (this.slot(index).row !== null) index = (index + 1) & this.mask;
    const slot = this.slot(index);
    slot.row = row;
    slot.hash = row.hash;
  }

  private growSlots(): void {
    const old = this.slots;
    const count = this.mask + 1;
    this.mask = 2 * count - 1;
    this.slots = emptySlots(2 * count);
    for (let index = 0; index < count; index++) {
      const row = changetype<Slot>(old + <usize>index * SLOT_BYTES).row;
      if (row !== null) this.insert(row);
    }
    heap.free(old);
  }
}

function emptySlots(count: i32): usize {
  const slots = heap.alloc(<usize>count * SLOT_BYTES);
  memory.fill(slots, 0, <usize>count * SLOT_BYTES);
  return slots;
}
