import { Closing, Side } from "../side";
import { Connection } from "./connection";
import { HalfStream } from "./half-stream";
import { segment } from "./segment";
import { distance } from "./sequence";

/** A SYN this far before bytes already held belongs to them: it was overtaken, and the port was not used again. */
const MAX_OVERTAKEN_BYTES = 1 << 20;

/** Whether the segment at hand opens another connection between the ports of this one; `half`: the direction that it comes from. */
export function isNextUse(connection: Connection, half: HalfStream): bool {
  if (!segment.isOpeningSyn) return false;
  // A copy of the SYN before comes late at times.
  if (connection.hasPreviousSyn && segment.sequence === connection.previousSyn) return false;
  if (connection.syns > 0) return segment.sequence !== connection.synSequence;
  const first = half.firstPending();
  if (!half.started && first === null) return connection.closingSinceUs >= 0;
  const known = half.started || first === null ? half.initial : first.sequence;
  const ahead = distance(segment.sequence + 1, known);
  return ahead < 0 || ahead > MAX_OVERTAKEN_BYTES;
}

/**
 * The server answered the SYN with an acknowledgment of an earlier connection that only it still held open, and the
 * client reset that one (RFC 9293 section 3.5.1). The same SYN, sent again, then begins a connection.
 */
export function wasHalfOpen(connection: Connection): bool {
  if (connection.synAckSeen || connection.server.packets === 0) return false;
  if (connection.closedHow === Closing.RST && connection.closedSide === Side.CLIENT) return true;
  // Behind the acknowledgment of an earlier connection the reset's number may lie anywhere.
  return connection.client.holdsReset;
}
