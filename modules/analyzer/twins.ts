import type { HeldRecord } from "./engine/engine";
import type { Judgement } from "./verdict/judge";

/** A record, its place in the output, and what is asked of it to tell which of two is better. */
export interface PlacedRecord {
  readonly place: number;
  readonly judgement: Judgement;
  /** Null where it is not wanted. */
  readonly record: HeldRecord | null;
  readonly missingBytes: number;
  readonly startUs: number;
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
  if (isBlind(a) !== isBlind(b)) return isBlind(b);
  if (a.missingBytes !== b.missingBytes) return a.missingBytes < b.missingBytes;
  return a.startUs < b.startUs;
}

function isBlind({ judgement }: PlacedRecord): boolean {
  return judgement.verdict.outcome === "undetermined";
}
