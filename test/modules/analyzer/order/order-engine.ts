import type { Spool } from "../../../../modules/analyzer/order/spool";
import { eachLine, textOf } from "../../../../modules/analyzer/order/record-output";
import { startEngine, type WithMemory } from "../../../support/engine-memory";

/** What `test/assembly/order-parts.ts` exports. */
interface OrderParts extends WithMemory {
  configureOrder(isOrdered: number, maxHeldRecords: number): void;
  setNumbered(isNumbered: number): void;
  deliver(): void;
  resetPlaces(): void;
  allocate(bytes: number): number;
  free(address: number): void;
  take(ordinal: number): number;
  fill(place: number, start: number, length: number, kind: number, listsAt: number): void;
  fillWithNothing(place: number): void;
  newKind(start: number, length: number): number;
  releaseKind(kind: number): void;
}

export interface OrderOptions {
  readonly order?: "first-packet" | "decision";
  readonly numbered?: boolean;
  readonly spool?: Spool;
  readonly maxHeldRecords?: number;
}

/** The engine's order, with lines put into places by hand. */
export class OrderEngine {
  /** What was told. */
  readonly told: string[] = [];
  readonly #parts: OrderParts;

  constructor({ order = "first-packet", numbered = false, spool, maxHeldRecords = Infinity }: OrderOptions = {}) {
    const bytes = (): Uint8Array => new Uint8Array(this.#parts.memory.buffer);
    const outside = {
      lines: (start: number, end: number) => {
        eachLine(bytes(), start, end, (from, to) => this.told.push(textOf(bytes(), from, to)));
      },
      spoolAppend: (start: number, end: number) => spool!.append(bytes(), start, end).offset,
      spoolRead: (offset: number, length: number, into: number) => {
        bytes().set(spool!.read({ offset, bytes: length }), into);
      },
      spoolFree: (offset: number, length: number) => {
        spool!.free({ offset, bytes: length });
      },
    };
    this.#parts = startEngine("order", { outside }) as OrderParts;
    this.#parts.configureOrder(order === "first-packet" ? 1 : 0, maxHeldRecords);
    this.#parts.setNumbered(numbered ? 1 : 0);
  }

  get memoryBytes(): number {
    return this.#parts.memory.buffer.byteLength;
  }

  take(ordinal = 0): number {
    return this.#parts.take(ordinal);
  }

  /** Fills a place with a line; `kind` brings the lists that belong `listsAt` bytes behind its beginning. */
  fill(place: number, line: string, kind = 0, listsAt = -1): void {
    const [start, length] = this.#put(line);
    this.#parts.fill(place, start, length, kind, listsAt);
    this.#parts.free(start);
    this.#parts.deliver();
  }

  fillWithNothing(place: number): void {
    this.#parts.fillWithNothing(place);
    this.#parts.deliver();
  }

  newKind(lists: string): number {
    const [start, length] = this.#put(lists);
    const kind = this.#parts.newKind(start, length);
    this.#parts.free(start);
    return kind;
  }

  releaseKind(kind: number): void {
    this.#parts.releaseKind(kind);
  }

  #put(text: string): readonly [start: number, length: number] {
    const bytes = Buffer.from(text);
    const start = this.#parts.allocate(bytes.length);
    new Uint8Array(this.#parts.memory.buffer).set(bytes, start);
    return [start, bytes.length];
  }
}
