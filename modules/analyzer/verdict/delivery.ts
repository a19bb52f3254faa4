/** Whose bytes never arrived at the other side, and whose only the capture lacks. */
import type { Side } from "../../contracts";
import { MANY_RETRANSMISSIONS } from "../engine/facts";
import type { Connection, HalfStream } from "../flow/connection";
import type { Transcript } from "../tls/transcript";

/** The side whose bytes were sent again, or missed by the other, and never acknowledged. */
export function undelivered(connection: Connection, transcript: Transcript): Side | null {
  if (transcript.phase === "finished") return null;
  for (const half of [connection.client, connection.server]) {
    const missed = half.lostOnTheWay > 0 && half.duplicateAcks > 0;
    const tried = half.retransmissions >= MANY_RETRANSMISSIONS || (half.retransmissions > 0 && connection.packetTooBig);
    if (missed || (tried && (half.lostOnTheWay > 0 || half.unacknowledged))) return half.side;
  }
  return null;
}

/** A hole that nobody missed: the packet was sent and arrived, and only the capture lacks it. */
export function lostUnnoticed(connection: Connection): boolean {
  return isUnmissed(connection.client) || isUnmissed(connection.server);
}

function isUnmissed({ lostOnTheWay, retransmissions, duplicateAcks }: HalfStream): boolean {
  return lostOnTheWay > 0 && retransmissions === 0 && duplicateAcks === 0;
}
