import type { GapKind } from "../../../../modules/analyzer/flow/connection";
import type { Side } from "../../../../modules/contracts";
import type { TlsEngine, TranscriptAndLine } from "./tls-engine";

/** By their numbers in `assembly/side.ts`. */
export const SIDES: readonly Side[] = ["client", "server"];
export const GAP_KINDS: readonly (GapKind | null)[] = [null, "unseen", "cut"];
const CLOSINGS = [null, "fin", "rst"] as const;

export type Turn = readonly [side: Side, bytes: Uint8Array];

/** A conversation that the engine reads, handed over by the test instead of the flow. */
export class EngineConversation {
  readonly #engine: TlsEngine;
  readonly #at: number;

  constructor(engine: TlsEngine) {
    this.#engine = engine;
    this.#at = engine.parts.newConversation();
  }

  data(side: Side, bytes: Uint8Array, timeUs = 0): this {
    this.#engine.parts.readData(this.#at, SIDES.indexOf(side), ...this.#engine.memory.hold(bytes), timeUs);
    return this;
  }

  gap(side: Side, length: number, kind: GapKind, timeUs = 0): this {
    this.#engine.parts.readGap(this.#at, SIDES.indexOf(side), length, GAP_KINDS.indexOf(kind), timeUs);
    return this;
  }

  close(side: Side, how: "fin" | "rst", timeUs = 0): this {
    this.#engine.parts.readClose(this.#at, SIDES.indexOf(side), CLOSINGS.indexOf(how), timeUs);
    return this;
  }

  overLimit(): this {
    this.#engine.parts.stopOverLimit(this.#at);
    return this;
  }

  get transcript(): TranscriptAndLine {
    return this.#engine.transcriptOf(this.#at);
  }

  get settled(): boolean {
    return this.#engine.parts.isSettled(this.#at) !== 0;
  }

  get handshaking(): boolean {
    return this.#engine.parts.isHandshaking(this.#at) !== 0;
  }

  /** Of the bytes of a side that came last, how many are encrypted data. */
  sealedBytes(side: Side): number {
    return this.#engine.parts.sealedBytesOf(this.#at, SIDES.indexOf(side));
  }

  /** It is over, and another one is made of it. */
  beginAgain(): void {
    this.#engine.parts.beginConversationAgain(this.#at);
  }

  /** It is over, and its memory is given back. */
  free(): void {
    this.#engine.parts.freeConversation(this.#at);
  }
}

/** A conversation read turn by turn, a second apart, each in pieces of so many bytes. */
export function read(engine: TlsEngine, turns: readonly Turn[], pieceBytes = Infinity): EngineConversation {
  return readInto(new EngineConversation(engine), turns, pieceBytes);
}

export function readInto(
  conversation: EngineConversation,
  turns: readonly Turn[],
  pieceBytes = Infinity,
): EngineConversation {
  turns.forEach(([side, bytes], index) => {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      conversation.data(side, bytes.slice(at, at + pieceBytes), (index + 1) * 1e6);
    }
  });
  return conversation;
}
