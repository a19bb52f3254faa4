import type { Side } from "../../contracts";
import { joined } from "../bytes/joined";
import type { StreamConsumer } from "./stream-consumer";

/** Whether bytes begin a TLS conversation; null when there are too few to tell. */
export type OpeningTest = (bytes: Uint8Array, start: number, end: number) => boolean | null;

/** Told that TLS begins, by `length` bytes of a hello of `side`; returns who follows the conversation. */
export type OpeningHandler = (side: Side, length: number, timeUs: number) => StreamConsumer;

const NOTHING = new Uint8Array(0);

/**
 * Follows a connection on a port that is no listener's until TLS begins in it: at once, or after a few lines of another
 * protocol (STARTTLS, CONNECT). A ClientHello is looked for where a segment's bytes begin.
 */
export class Prelude implements StreamConsumer {
  readonly handshaking = false;
  readonly #maxBytes: number;
  readonly #opens: OpeningTest;
  readonly #onOpening: OpeningHandler;
  readonly #held = { client: NOTHING, server: NOTHING };
  #over = false;

  /** Payload bytes that came before the conversation. */
  bytes = 0;

  constructor(maxBytes: number, opens: OpeningTest, onOpening: OpeningHandler) {
    this.#maxBytes = maxBytes;
    this.#opens = opens;
    this.#onOpening = onOpening;
  }

  /** Nothing was found, and nothing is looked for any more. */
  get settled(): boolean {
    return this.#over || this.bytes > this.#maxBytes;
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): void {
    const held = this.#held[side];
    const first = held.length === 0 ? bytes : joined(held, bytes, start, end);
    const from = held.length === 0 ? start : 0;
    const to = held.length === 0 ? end : first.length;
    const opens = this.#opens(first, from, to);
    this.#held[side] = opens === null ? first.slice(from, to) : NOTHING;
    if (opens === true) {
      // Whoever says hello is the client, whatever the ports looked like.
      this.#onOpening(side, to - from, timeUs).data("client", first, from, to, timeUs);
    } else if (opens === false) this.bytes += to - from;
  }

  gap(side: Side, length: number): void {
    this.#held[side] = NOTHING;
    this.bytes += length;
  }

  close(): void {
    this.#over = true;
  }

  overLimit(): void {
    this.#over = true;
  }
}
