import type { Connection } from "./flow/connection";
import type { Place } from "./order/record-order";
import type { RecordLine } from "./report/record-line";

/** A record, its place in the output, and what is asked of it to tell which of two is better. */
export interface PlacedRecord {
  readonly place: Place;
  readonly line: RecordLine;
  readonly missingBytes: number;
  readonly startUs: number;
}

/** Copies the line, which is borrowed. */
export function placed(place: Place, line: RecordLine, { client, server, startUs }: Connection): PlacedRecord {
  const { start, listsAt } = line;
  // Not `slice`, which of a Buffer copies nothing.
  const bytes = new Uint8Array(line.bytes.subarray(start, line.end));
  const kept = { ...line, bytes, start: 0, end: bytes.length, listsAt: listsAt < 0 ? -1 : listsAt - start };
  return { place, line: kept, missingBytes: client.missing + server.missing, startUs };
}

/** Connections that two mirror sessions copied, of which one record is reported. */
export class Twins {
  /** By numbers of connections that have ended while their twins have not. */
  readonly #held = new Map<number, PlacedRecord>();

  /** Takes the record of one of two, told by their numbers: null until that of the other is there, then the better first. */
  pair(connection: number, twin: number, own: PlacedRecord): readonly [PlacedRecord, PlacedRecord] | null {
    const other = this.#held.get(twin);
    if (other === undefined) {
      this.#held.set(connection, own);
      return null;
    }
    this.#held.delete(twin);
    return isBetter(own, other) ? [own, other] : [other, own];
  }

  /** Records that are still held; there are none any more. */
  *release(): Iterable<PlacedRecord> {
    yield* this.#held.values();
    this.#held.clear();
  }
}

function isBetter(a: PlacedRecord, b: PlacedRecord): boolean {
  const aIsBlind = a.line.outcome === "undetermined";
  const bIsBlind = b.line.outcome === "undetermined";
  if (aIsBlind !== bIsBlind) return bIsBlind;
  if (a.missingBytes !== b.missingBytes) return a.missingBytes < b.missingBytes;
  return a.startUs < b.startUs;
}
