import { u8 } from "../bytes/big-endian";
import { joined } from "../bytes/joined";
import type { ConversationState } from "./conversation-state";
import type { HandshakeNotes } from "./handshake-notes";
import { classifyOpening, MAX_OPENING_BYTES } from "./opening";
import { parseSslv2Hello } from "./sslv2-hello";

const SSLV2_HEADER_BYTES = 2;

/** Nothing is held of a client's first bytes. */
export const NOTHING = new Uint8Array(0);

/** Takes what follows the opening: `bytes[start, end)`. */
export type Onward = (bytes: Uint8Array, start: number, end: number) => void;

/** Reads the first bytes of clients, which tell what they speak, and hellos of SSL 2.0, which stand before all records. */
export class ClientOpening {
  readonly #notes: HandshakeNotes;
  readonly #onward: Onward;

  /** `onward`: takes the bytes of a client that speaks TLS, from the first one on. */
  constructor(notes: HandshakeNotes, onward: Onward) {
    this.#notes = notes;
    this.#onward = onward;
  }

  /** Tells from the first bytes what the client speaks. */
  open(conversation: ConversationState, bytes: Uint8Array, start: number, end: number): void {
    const { transcript } = conversation;
    if (transcript.helloAtUs < 0) transcript.helloAtUs = this.#notes.timeUs;
    const split = conversation.start.length > 0;
    const first = split ? joined(conversation.start, bytes, start, end) : bytes;
    const from = split ? 0 : start;
    const to = split ? first.length : end;
    const opening = classifyOpening(first, from, to);
    if (opening === null && to - from < MAX_OPENING_BYTES) {
      conversation.start = first.slice(from, to);
      transcript.firstByte = u8(first, from);
      return;
    }
    conversation.start = NOTHING;
    transcript.opening = opening ?? "other";
    if (transcript.opening !== "tls" && transcript.opening !== "sslv2") {
      conversation.settled = true;
      return;
    }
    this.#notes.step("client/hello-begun");
    if (transcript.opening === "tls") this.#onward(first, from, to);
    else this.sslv2(conversation, first, from, to);
  }

  /** The two-byte header holds the length of the whole hello; records follow it. */
  sslv2(conversation: ConversationState, bytes: Uint8Array, start: number, end: number): void {
    if (conversation.transcript.hello !== null) {
      this.#onward(bytes, start, end);
      return;
    }
    const held = joined(conversation.start, bytes, start, end);
    conversation.start = held;
    if (held.length < SSLV2_HEADER_BYTES) return;
    const helloEnd = SSLV2_HEADER_BYTES + (((u8(held, 0) & 0x7f) << 8) | u8(held, 1));
    if (held.length < helloEnd) return;
    const hello = parseSslv2Hello(held, SSLV2_HEADER_BYTES, helloEnd);
    conversation.start = NOTHING;
    if (typeof hello === "string") {
      this.#notes.end({ how: "malformed-hello", side: "client", timeUs: this.#notes.timeUs });
      return;
    }
    this.#notes.helloSent(hello);
    if (held.length > helloEnd) this.#onward(held, helloEnd, held.length);
  }
}
