import type { RecordLine } from "../report/record-line";
import type { HeldForm } from "./held-records";
import type { Spool } from "./spool";
import { SpooledRuns } from "./spooled-runs";
import { WaitingRecords } from "./waiting-records";

/** The place of one connection in the output. */
export interface Place {
  /** Fills it, with nothing if the connection is not reported after all. To be called once. The line is borrowed. */
  fill(line: RecordLine | null): void;
}

/** Where records go, finished in any order. */
export interface RecordOutput {
  /** The next place, of a connection reported from packet `ordinal` on. Places are taken in that order. */
  take(ordinal: number): Place;
}

/** How much may wait for an earlier connection to end. */
export interface OrderLimits {
  /** Finished records held in memory while an earlier connection is still open. Further ones go to the spool. */
  readonly maxHeldRecords: number;
}

export const DEFAULT_ORDER_LIMITS: OrderLimits = { maxHeldRecords: 8192 };

/** Places that were filled, kept for others. */
const MAX_SPARE_PLACES = 8192;

/** A place that is still to be filled, between those taken before and after it. */
class OpenPlace implements Place {
  /** Which place it is, and the number of the packet. */
  number = 0;
  ordinal = 0;
  previous: OpenPlace | null = null;
  next: OpenPlace | null = null;
  readonly #fill: (place: OpenPlace, line: RecordLine | null) => void;

  constructor(fill: (place: OpenPlace, line: RecordLine | null) => void) {
    this.#fill = fill;
  }

  fill(line: RecordLine | null): void {
    this.#fill(this, line);
  }
}

/**
 * Puts records, which are finished in any order, into the order in which their connections began.
 *
 * One connection that stays open all day keeps millions behind it waiting. As many of them as the limit allows wait in
 * memory, and all of those go to the spool, sorted, when there are more: memory grows with the connections open, and
 * hardly with those waiting.
 */
export class RecordOrder<Held> implements RecordOutput {
  readonly #form: HeldForm<Held>;
  readonly #emit: (held: Held) => void;
  readonly #limits: OrderLimits;
  readonly #waiting = new WaitingRecords<Held>();
  readonly #runs: SpooledRuns | null;
  readonly #spare: OpenPlace[] = [];
  #first: OpenPlace | null = null;
  #last: OpenPlace | null = null;
  #taken = 0;
  readonly #fillPlace = (place: OpenPlace, line: RecordLine | null): void => {
    this.#fill(place, line);
  };
  readonly #emitSpooled = (bytes: Uint8Array, start: number, end: number): void => {
    this.#emitHeld(this.#form.read(bytes, start, end));
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
    this.#limits = limits;
    this.#runs = spool === null ? null : new SpooledRuns(spool);
  }

  take(ordinal: number): Place {
    const place = this.#spare.pop() ?? new OpenPlace(this.#fillPlace);
    const last = this.#last;
    place.number = this.#taken++;
    place.ordinal = ordinal;
    place.previous = last;
    if (last === null) this.#first = place;
    else last.next = place;
    this.#last = place;
    return place;
  }

  #fill(place: OpenPlace, line: RecordLine | null): void {
    const { number, ordinal } = place;
    const isFirst = place === this.#first;
    this.#remove(place);
    const held = line === null ? null : this.#form.of(line, ordinal);
    if (held !== null) this.#waiting.add(number, held);
    if (isFirst) this.#release(this.#first === null ? Infinity : this.#first.number);
    else if (this.#runs !== null && this.#waiting.size > this.#limits.maxHeldRecords) this.#spill(this.#runs);
  }

  #remove(place: OpenPlace): void {
    const { previous, next } = place;
    if (previous === null) this.#first = next;
    else previous.next = next;
    if (next === null) this.#last = previous;
    else next.previous = previous;
    place.previous = place.next = null;
    if (this.#spare.length < MAX_SPARE_PLACES) this.#spare.push(place);
  }

  /** Emits what was taken before place `limit`, the first that is still open. */
  #release(limit: number): void {
    const waiting = this.#waiting;
    const runs = this.#runs;
    for (;;) {
      const spooled = runs === null ? Infinity : runs.first;
      const first = waiting.first;
      if (first >= limit && spooled >= limit) return;
      if (runs !== null && spooled < first) runs.take(this.#emitSpooled);
      else this.#emitHeld(waiting.take() as Held);
    }
  }

  #emitHeld(held: Held): void {
    this.#emit(held);
    this.#form.drop(held);
  }

  #spill(runs: SpooledRuns): void {
    const waiting = this.#waiting;
    runs.add((out) => {
      const number = waiting.first;
      const held = waiting.take();
      if (held === undefined) return false;
      out.number(number);
      out.text(" ");
      this.#form.write(held, out);
      out.text("\n");
      this.#form.drop(held);
      return true;
    });
  }
}
