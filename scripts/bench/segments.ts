import { SEGMENT_BYTES, type Side, type Turn } from "./dialogue";

export const Flag = { FIN: 0x01, SYN: 0x02, RST: 0x04, PSH: 0x08, ACK: 0x10 } as const;

/** One TCP segment, sent `afterUs` microseconds after the one before. */
export interface Segment {
  readonly side: Side;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: number;
  /** The payload is `bytes[start, end)`. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly afterUs: number;
}

const NOTHING = new Uint8Array(0);
/** Between segments of one flight. */
const BACK_TO_BACK_US = 12;
/** A receiver acknowledges every other segment. */
const SEGMENTS_PER_ACK = 2;
const ACK_DELAY_US = 40;

interface Direction {
  next: number;
  acked: number;
}

/** Carries a dialogue in TCP segments: handshake, acknowledgments, and the end as the dialogue wants it. */
export function* segments(turns: Iterable<Turn>, initial: number, roundTripUs: number): Generator<Segment> {
  const directions: Record<Side, Direction> = {
    client: { next: initial | 0, acked: 0 },
    server: { next: ~initial | 0, acked: 0 },
  };
  const send = (
    side: Side,
    flags: number,
    afterUs: number,
    bytes: Uint8Array = NOTHING,
    start = 0,
    end = 0,
  ): Segment => {
    const own = directions[side];
    const peer = directions[side === "client" ? "server" : "client"];
    const sequence = own.next;
    const counted = end - start + ((flags & (Flag.SYN | Flag.FIN)) === 0 ? 0 : 1);
    own.next = (own.next + counted) | 0;
    peer.acked = peer.next;
    return { side, sequence, acknowledgment: peer.next, flags, bytes, start, end, afterUs };
  };

  yield { ...send("client", Flag.SYN, 0), acknowledgment: 0 };
  yield send("server", Flag.SYN | Flag.ACK, 30);
  yield send("client", Flag.ACK, roundTripUs);
  for (const turn of turns) {
    const { side } = turn;
    const peer = side === "client" ? "server" : "client";
    if (turn.what !== "data") {
      yield send(side, (turn.what === "rst" ? Flag.RST : Flag.FIN) | Flag.ACK, turn.afterUs);
      if (turn.what === "rst") return;
      continue;
    }
    const { bytes } = turn;
    for (let start = 0, count = 1; start < bytes.length; start += SEGMENT_BYTES, count++) {
      const end = Math.min(start + SEGMENT_BYTES, bytes.length);
      const flags = end === bytes.length ? Flag.ACK | Flag.PSH : Flag.ACK;
      yield send(side, flags, start === 0 ? turn.afterUs : BACK_TO_BACK_US, bytes, start, end);
      if (count % SEGMENTS_PER_ACK === 0) yield send(peer, Flag.ACK, ACK_DELAY_US);
    }
  }
  // Whoever was last to send a FIN is told that it arrived.
  if (directions.server.acked !== directions.server.next) yield send("client", Flag.ACK, ACK_DELAY_US);
  if (directions.client.acked !== directions.client.next) yield send("server", Flag.ACK, ACK_DELAY_US);
}
