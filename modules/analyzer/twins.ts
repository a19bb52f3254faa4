import type { ConnectionRecord } from "../contracts";
import type { Connection } from "./flow/connection";
import type { Place } from "./order/record-order";

/** A record, and its place in the output. */
export interface PlacedRecord {
  readonly place: Place;
  readonly record: ConnectionRecord;
}

/** Connections that two mirror sessions copied, of which one record is reported. */
export class Twins {
  /** By connections that have ended while their twins have not. */
  readonly #held = new Map<Connection, PlacedRecord>();

  /** Takes the record of one of two: null until that of the other is there, then the better first. */
  pair(connection: Connection, twin: Connection, own: PlacedRecord): readonly [PlacedRecord, PlacedRecord] | null {
    const other = this.#held.get(twin);
    if (other === undefined) {
      this.#held.set(connection, own);
      return null;
    }
    this.#held.delete(twin);
    return isBetter(own.record, other.record) ? [own, other] : [other, own];
  }

  /** Records that are still held; there are none any more. */
  *release(): Iterable<PlacedRecord> {
    yield* this.#held.values();
    this.#held.clear();
  }
}

function isBetter(a: ConnectionRecord, b: ConnectionRecord): boolean {
  if ((a.outcome === "undetermined") !== (b.outcome === "undetermined")) return b.outcome === "undetermined";
  if (a.missingBytes !== b.missingBytes) return a.missingBytes < b.missingBytes;
  return a.start < b.start;
}
