import type { Side } from "../../contracts";

/** Why bytes are missing: no packet held them, or the packet that did was cut by the capture. */
export type GapKind = "unseen" | "cut";

/** Follows the two byte streams of one connection, each in order and in the order of cause and effect. */
export interface StreamConsumer {
  /** Bytes are borrowed until the call returns. */
  data(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): void;
  /** `length` bytes which the peer received are not in the capture. They were sent by `timeUs`. */
  gap(side: Side, length: number, kind: GapKind, timeUs: number): void;
  /** `side` ended its stream, after all of its bytes. */
  close(side: Side, how: "fin" | "rst", timeUs: number): void;
  /** More bytes were held back than a limit allows. */
  overLimit(): void;
  /** Nothing that follows can change what will be said; no more bytes are wanted. */
  readonly settled: boolean;
  /** A handshake was begun and has not ended: silence now means that somebody stalled. */
  readonly handshaking: boolean;
}
