import type { GapKind } from "../../../../modules/analyzer/flow/connection";
import type { Side } from "../../../../modules/contracts";
import { EngineMemory, startEngine, type WithMemory } from "../../../support/engine-memory";
import { GAP_KINDS, SIDES } from "./engine-conversation";

/** What `test/assembly/record-parts.ts` lays open. */
interface RecordParts extends WithMemory {
  newReading(side: number): number;
  giveBack(reading: number): void;
  free(reading: number): void;
  stop(reading: number): void;
  typeOf(reading: number): number;
  lengthOf(reading: number): number;
  messageTypeOf(reading: number): number;
  messageLengthOf(reading: number): number;
  areMessagesLost(reading: number): number;
  bodyOf(reading: number): number;
  readRecords(reading: number, start: number, end: number): void;
  skipRecords(reading: number, length: number, kind: number): void;
  sealedBytes(reading: number): number;
  readMessages(reading: number, start: number, end: number): void;
  skipMessages(reading: number, length: number): void;
  readonly MAX_MESSAGE_BYTES: { readonly value: number };
}

/** Takes what the readers tell. Bytes lie at `[start, end)` of the engine's memory until the call returns. */
export interface RecordHandler {
  fragment?(reading: SideReading, start: number, end: number): void;
  fragmentLost?(reading: SideReading, length: number, kind: GapKind): void;
  record?(reading: SideReading): void;
  notARecord?(reading: SideReading, start: number, end: number): void;
  recordsLost?(reading: SideReading, kind: GapKind): void;
  message?(reading: SideReading, start: number, end: number): void;
}

/** The engine's readers of records and of handshake messages. What they find is told. */
export class RecordEngine {
  readonly parts: RecordParts;
  readonly memory: EngineMemory;
  readonly #readings = new Map<number, SideReading>();

  constructor() {
    const reading = (at: number) => this.#readings.get(at)!;
    this.parts = startEngine("records", {
      "record-contents": {
        fragment: (at: number, start: number, end: number) => {
          reading(at).handler.fragment?.(reading(at), start, end);
        },
        fragmentLost: (at: number, length: number, kind: number) => {
          reading(at).handler.fragmentLost?.(reading(at), length, GAP_KINDS[kind]!);
        },
        record: (at: number) => {
          reading(at).handler.record?.(reading(at));
        },
        notARecord: (at: number, start: number, end: number) => {
          reading(at).handler.notARecord?.(reading(at), start, end);
        },
      },
      notes: {
        recordsLost: (at: number, kind: number) => {
          reading(at).handler.recordsLost?.(reading(at), GAP_KINDS[kind]!);
        },
      },
      "message-contents": {
        takeMessage: (at: number, start: number, end: number) => {
          reading(at).handler.message?.(reading(at), start, end);
        },
      },
    }) as RecordParts;
    this.memory = new EngineMemory(this.parts);
  }

  /** Begins to read a side; `handler` is told what is found in it. */
  begin(side: Side, handler: RecordHandler): SideReading {
    const at = this.parts.newReading(SIDES.indexOf(side));
    const reading = new SideReading(this, at, side, handler);
    this.#readings.set(at, reading);
    return reading;
  }

  end(reading: SideReading): void {
    this.#readings.delete(reading.at);
    this.parts.free(reading.at);
  }
}

/** Where the reading of one side stands. */
export class SideReading {
  readonly #engine: RecordEngine;

  constructor(
    engine: RecordEngine,
    readonly at: number,
    readonly side: Side,
    readonly handler: RecordHandler,
  ) {
    this.#engine = engine;
  }

  /** Content type and length of the current record. */
  get type(): number {
    return this.#engine.parts.typeOf(this.at);
  }

  get length(): number {
    return this.#engine.parts.lengthOf(this.at);
  }

  /** Type and length of the current handshake message. */
  get messageType(): number {
    return this.#engine.parts.messageTypeOf(this.at);
  }

  get messageLength(): number {
    return this.#engine.parts.messageLengthOf(this.at);
  }

  get messagesLost(): boolean {
    return this.#engine.parts.areMessagesLost(this.at) !== 0;
  }

  /** A part of a message is held. */
  get hasBody(): boolean {
    return this.#engine.parts.bodyOf(this.at) !== 0;
  }

  /** Of the bytes that came last, how many lie inside one record of application data. */
  get sealedBytes(): number {
    return this.#engine.parts.sealedBytes(this.at);
  }

  readRecords(bytes: Uint8Array): void {
    this.#engine.parts.readRecords(this.at, ...this.#engine.memory.hold(bytes));
  }

  skipRecords(length: number, kind: GapKind): void {
    this.#engine.parts.skipRecords(this.at, length, GAP_KINDS.indexOf(kind));
  }

  readMessages(bytes: Uint8Array): void {
    this.readMessagesAt(...this.#engine.memory.hold(bytes));
  }

  /** Reads them from where they lie in the engine's memory. */
  readMessagesAt(start: number, end: number): void {
    this.#engine.parts.readMessages(this.at, start, end);
  }

  skipMessages(length: number): void {
    this.#engine.parts.skipMessages(this.at, length);
  }

  stop(): void {
    this.#engine.parts.stop(this.at);
  }

  giveBack(): void {
    this.#engine.parts.giveBack(this.at);
  }
}
