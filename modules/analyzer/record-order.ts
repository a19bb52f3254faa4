import type { ConnectionRecord } from "../contracts";
import { Queue } from "./flow/queue";

/** The place of one connection in the output. */
export interface Place {
  record: ConnectionRecord | null;
  filled: boolean;
}

/** Puts records, which are finished in any order, into the order in which their connections began. */
export class RecordOrder {
  readonly #places = new Queue<Place>();
  readonly #emit: (record: ConnectionRecord) => void;

  constructor(emit: (record: ConnectionRecord) => void) {
    this.#emit = emit;
  }

  /** The next place; places are taken in the order in which connections begin. */
  take(): Place {
    const place = { record: null, filled: false };
    this.#places.push(place);
    return place;
  }

  /** Fills a place, with nothing if the connection is not reported after all, and emits what stands in front. */
  fill(place: Place, record: ConnectionRecord | null): void {
    place.record = record;
    place.filled = true;
    for (let first = this.#places.peek(); first?.filled === true; first = this.#places.peek()) {
      this.#places.shift();
      if (first.record !== null) this.#emit(first.record);
    }
  }
}
