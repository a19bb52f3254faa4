import type { Frame } from "../decap/frame";
import { TcpFlag } from "../decap/tcp";
import type { Connection } from "./connection";
import type { HalfStream } from "./half-stream";
import { seqAdd, seqDistance } from "./sequence";

/** A SYN this far before bytes already held belongs to them: it was overtaken, and the port was not used again. */
const MAX_OVERTAKEN_BYTES = 1 << 20;

export function isOpeningSyn(frame: Frame): boolean {
  return (frame.flags & (TcpFlag.SYN | TcpFlag.ACK | TcpFlag.RST)) === TcpFlag.SYN;
}

/** Whether a frame opens another connection between the ports of this one; `half`: the direction that it comes from. */
export function isNextUse(connection: Connection, half: HalfStream, frame: Frame): boolean {
  if (!isOpeningSyn(frame)) return false;
  // A copy of the SYN before comes late at times.
  if (frame.sequence === connection.previousSyn) return false;
  if (connection.syns > 0) return frame.sequence !== connection.synSequence;
  const first = seqAdd(frame.sequence, 1);
  const known = half.started ? half.initial : half.firstPending()?.sequence;
  if (known === undefined) return connection.closingSinceUs >= 0;
  const distance = seqDistance(first, known);
  return distance < 0 || distance > MAX_OVERTAKEN_BYTES;
}

/**
 * The server answered the SYN with an acknowledgment of an earlier connection that only it still held open, and the
 * client reset that one (RFC 9293 section 3.5.1). The same SYN, sent again, then begins a connection.
 */
export function wasHalfOpen({ client, server, synAckSeen, closedBy }: Connection): boolean {
  if (synAckSeen || server.packets === 0) return false;
  const isReset = closedBy?.side === "client" && closedBy.how === "rst";
  // Behind the acknowledgment of an earlier connection the reset's number may lie anywhere.
  return isReset || client.pending?.some(({ rst }) => rst) === true;
}
