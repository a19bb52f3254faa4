import type { ConnectionRecord } from "../contracts";
import { ByteWriter } from "./bytes/byte-writer";
import type { HeldForm } from "./held-records";

/** The place of one connection in the output. */
export interface Place {
  /** Fills it, with nothing if the connection is not reported after all. */
  fill(record: ConnectionRecord | null): void;
}

/** Where records go, finished in any order. */
export interface RecordOutput {
  /** The next place, of a connection reported from packet `ordinal` on. Places are taken in that order. */
  take(ordinal: number): Place;
}

/** Where bytes lie in a spool. */
export interface Spooled {
  readonly offset: number;
  readonly bytes: number;
}

/** Keeps bytes outside of memory: a temporary file. */
export interface Spool {
  append(bytes: Uint8Array, start: number, end: number): Spooled;
  /** Lent until the next call of `append` or `read`. */
  read(part: Spooled): Uint8Array;
  /** Nothing appended so far will be read again. */
  clear(): void;
}

/** How much may wait for an earlier connection to end. */
export interface OrderLimits {
  /** Finished records held in memory while an earlier connection is still open. Further ones go to the spool. */
  readonly maxHeldRecords: number;
}

export const DEFAULT_ORDER_LIMITS: OrderLimits = { maxHeldRecords: 8192 };

/** Spooled lines are written and read in parts of about this size. */
const PART_BYTES = 256 * 1024;
/** Smaller parts are joined with what follows them once nothing lies between. */
const SMALL_PART_BYTES = 32 * 1024;

const LINE_FEED = 0x0a;

class HeldPlace<Held> implements Place {
  next: HeldPlace<Held> | null = null;
  filled = false;
  /** What comes first: records that were spooled. Then the one in memory. */
  spooled: readonly Spooled[] | null = null;
  held: Held | null = null;
  readonly ordinal: number;
  readonly #fill: (place: HeldPlace<Held>, record: ConnectionRecord | null) => void;

  constructor(ordinal: number, fill: (place: HeldPlace<Held>, record: ConnectionRecord | null) => void) {
    this.ordinal = ordinal;
    this.#fill = fill;
  }

  fill(record: ConnectionRecord | null): void {
    this.#fill(this, record);
  }
}

/**
 * Puts records, which are finished in any order, into the order in which their connections began.
 *
 * One connection that stays open all day keeps millions behind it waiting. Beyond a limit their lines go to a spool,
 * and each unbroken stretch of them becomes one place: memory grows with the connections open, not with those waiting.
 */
export class RecordOrder<Held> implements RecordOutput {
  readonly #form: HeldForm<Held>;
  readonly #emit: (held: Held) => void;
  readonly #spool: Spool | null;
  readonly #limits: OrderLimits;
  /** Lines on their way to the spool. */
  readonly #gathered = new ByteWriter(PART_BYTES / 4);
  #first: HeldPlace<Held> | null = null;
  #last: HeldPlace<Held> | null = null;
  /** Records in memory, and parts in the spool. */
  #held = 0;
  #parts = 0;
  readonly #fillPlace = (place: HeldPlace<Held>, record: ConnectionRecord | null): void => {
    this.#fill(place, record);
  };

  /** Without a spool everything is held in memory. */
  constructor(
    form: HeldForm<Held>,
    emit: (held: Held) => void,
    spool: Spool | null = null,
    limits: OrderLimits = DEFAULT_ORDER_LIMITS,
  ) {
    this.#form = form;
    this.#emit = emit;
    this.#spool = spool;
    this.#limits = limits;
  }

  take(ordinal: number): Place {
    const place = new HeldPlace<Held>(ordinal, this.#fillPlace);
    if (this.#last === null) this.#first = place;
    else this.#last.next = place;
    this.#last = place;
    return place;
  }

  #fill(place: HeldPlace<Held>, record: ConnectionRecord | null): void {
    place.filled = true;
    place.held = record === null ? null : this.#form.of(record, place.ordinal);
    if (place.held !== null) this.#held++;
    if (place === this.#first) this.#release();
    else if (this.#spool !== null && this.#held > this.#limits.maxHeldRecords) this.#spill(this.#spool);
  }

  /** Emits what stands in front. */
  #release(): void {
    let place = this.#first;
    for (; place?.filled === true; place = place.next) {
      for (const part of place.spooled ?? []) this.#emitPart(part);
      if (place.held === null) continue;
      this.#held--;
      this.#emit(place.held);
      this.#form.drop(place.held);
    }
    this.#first = place;
    if (place === null) this.#last = null;
  }

  #emitPart(part: Spooled): void {
    const bytes = this.#spool?.read(part) ?? NOTHING;
    for (let start = 0; start < bytes.length;) {
      const end = bytes.indexOf(LINE_FEED, start);
      const held = this.#form.read(bytes, start, end);
      this.#emit(held);
      this.#form.drop(held);
      start = end + 1;
    }
    if (--this.#parts === 0) this.#spool?.clear();
  }

  /** Moves the older half of the records to the spool: the newer ones still have many open connections between them. */
  #spill(spool: Spool): void {
    const keep = this.#held / 2;
    for (let place = this.#first; place !== null && this.#held > keep; place = place.next) {
      if (place.filled) this.#spillStretch(place, spool);
    }
  }

  /** Makes one place of `place` and the filled ones that follow it. */
  #spillStretch(place: HeldPlace<Held>, spool: Spool): void {
    if (place.held === null && place.next?.filled !== true) return;
    const parts: Spooled[] = [];
    const gathered = this.#gathered;
    const flush = (): void => {
      if (gathered.length > 0) parts.push(spool.append(gathered.bytes, 0, gathered.length));
      gathered.length = 0;
    };
    let end: HeldPlace<Held> | null = place;
    for (; end?.filled === true; end = end.next) {
      for (const part of end.spooled ?? []) {
        this.#parts--;
        if (part.bytes < SMALL_PART_BYTES) gathered.all(spool.read(part));
        else {
          flush();
          parts.push(part);
        }
      }
      if (end.held !== null) {
        this.#held--;
        this.#form.write(end.held, gathered);
        gathered.text("\n");
        this.#form.drop(end.held);
      }
      if (gathered.length >= PART_BYTES) flush();
    }
    flush();
    this.#parts += parts.length;
    place.spooled = parts;
    place.held = null;
    place.next = end;
    if (end === null) this.#last = place;
  }
}

const NOTHING = new Uint8Array(0);
