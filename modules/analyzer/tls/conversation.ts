import type { Side } from "../../contracts";
import type { GapKind, StreamConsumer } from "../flow/stream-consumer";
import type { ConversationReader } from "./conversation-reader";
import type { ConversationState } from "./conversation-state";
import type { SideReading } from "./side-reading";
import type { HiddenClientFlight, HiddenServerReply } from "./hidden-records";
import { Transcript, type Ending } from "./transcript";

const NOTHING = new Uint8Array(0);

/** One TLS conversation: what was seen of it, and where its reading stands. One reader reads all of them. */
export class Conversation implements StreamConsumer, ConversationState {
  settled = false;
  readonly transcript = new Transcript();
  client: SideReading | null = null;
  server: SideReading | null = null;
  flight: HiddenClientFlight | null = null;
  reply: HiddenServerReply | null = null;
  start: Uint8Array = NOTHING;
  sealedAtEnd = 0;
  earlyFin: Ending | null = null;
  readonly #reader: ConversationReader;

  constructor(reader: ConversationReader) {
    this.#reader = reader;
  }

  /** Starts over as another conversation, after `release`. */
  reset(): void {
    this.settled = false;
    this.transcript.reset();
    this.sealedAtEnd = 0;
    this.earlyFin = null;
  }

  get handshaking(): boolean {
    const { phase, ending } = this.transcript;
    return !this.settled && ending === null && phase !== "opening" && phase !== "finished";
  }

  /** Of the bytes of `side` that came last, how many are encrypted data of which only the length is ever told. */
  sealedBytes(side: Side): number {
    return this.#reader.sealedBytes(this, side);
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): void {
    this.#reader.data(this, side, bytes, start, end, timeUs);
  }

  gap(side: Side, length: number, kind: GapKind, timeUs: number): void {
    this.#reader.gap(this, side, length, kind, timeUs);
  }

  close(side: Side, how: "fin" | "rst", timeUs: number): void {
    this.#reader.close(this, side, how, timeUs);
  }

  overLimit(): void {
    this.#reader.overLimit(this);
  }

  /** Nothing more will be read: gives back what only reading needs. The transcript stays. */
  release(): void {
    this.#reader.release(this);
  }
}
