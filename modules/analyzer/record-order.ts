import type { ConnectionRecord } from "../contracts";
import { recordJson } from "./report/json";

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

/** What is held of a record until its turn comes: the record, or the line that will be printed of it. */
export interface HeldForm<Held> {
  /** Null for a record that is not wanted. */
  of(record: ConnectionRecord, ordinal: number): Held | null;
  /** One line of text, without line feed, and back. */
  toLine(held: Held): string;
  fromLine(line: string): Held;
}

export const HELD_AS_RECORD: HeldForm<ConnectionRecord> = {
  of: (record) => record,
  toLine: recordJson,
  fromLine: (line) => JSON.parse(line) as ConnectionRecord,
};

/** For output that is a line of JSON for each record: made once, even if it waits in a file. */
export const HELD_AS_JSON: HeldForm<string> = { of: recordJson, toLine: (line) => line, fromLine: (line) => line };

/** Where a text lies in a spool. */
export interface Spooled {
  readonly offset: number;
  readonly bytes: number;
}

/** Keeps texts outside of memory: a temporary file. */
export interface TextSpool {
  append(text: string): Spooled;
  read(part: Spooled): string;
  /** Nothing appended so far will be read again. */
  clear(): void;
}

export interface OrderLimits {
  /** Finished records held in memory while an earlier connection is still open. Further ones go to the spool. */
  readonly maxHeldRecords: number;
}

export const DEFAULT_ORDER_LIMITS: OrderLimits = { maxHeldRecords: 8192 };

/** Spooled text is written and read in parts of about this size. */
const PART_CHARACTERS = 256 * 1024;
/** Smaller parts are joined with what follows them once nothing lies between. */
const SMALL_PART_BYTES = 32 * 1024;

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
  readonly #spool: TextSpool | null;
  readonly #limits: OrderLimits;
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
    spool: TextSpool | null = null,
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
    }
    this.#first = place;
    if (place === null) this.#last = null;
  }

  #emitPart(part: Spooled): void {
    const lines = this.#spool?.read(part).split("\n") ?? [];
    for (const line of lines) if (line !== "") this.#emit(this.#form.fromLine(line));
    if (--this.#parts === 0) this.#spool?.clear();
  }

  /** Moves the older half of the records to the spool: the newer ones still have many open connections between them. */
  #spill(spool: TextSpool): void {
    const keep = this.#held / 2;
    for (let place = this.#first; place !== null && this.#held > keep; place = place.next) {
      if (place.filled) this.#spillStretch(place, spool);
    }
  }

  /** Makes one place of `place` and the filled ones that follow it. */
  #spillStretch(place: HeldPlace<Held>, spool: TextSpool): void {
    if (place.held === null && place.next?.filled !== true) return;
    const parts: Spooled[] = [];
    let text = "";
    const flush = (): void => {
      if (text !== "") parts.push(spool.append(text));
      text = "";
    };
    let end: HeldPlace<Held> | null = place;
    for (; end?.filled === true; end = end.next) {
      for (const part of end.spooled ?? []) {
        this.#parts--;
        if (part.bytes < SMALL_PART_BYTES) text += spool.read(part);
        else {
          flush();
          parts.push(part);
        }
      }
      if (end.held !== null) {
        this.#held--;
        text += `${this.#form.toLine(end.held)}\n`;
      }
      if (text.length >= PART_CHARACTERS) flush();
    }
    flush();
    this.#parts += parts.length;
    place.spooled = parts;
    place.held = null;
    place.next = end;
    if (end === null) this.#last = place;
  }
}
