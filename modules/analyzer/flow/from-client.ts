import type { Frame } from "../decap/frame";
import { TcpFlag } from "../decap/tcp";
import type { Listeners } from "./listeners";

/**
 * Whether the first captured packet of a connection comes from its client: as its SYN says, else as the listeners tell,
 * else as ports do, of which a server's is the lower one by custom.
 */
export function isFromClient(frame: Frame, listeners: Listeners): boolean {
  if ((frame.flags & TcpFlag.SYN) !== 0) return (frame.flags & TcpFlag.ACK) === 0;
  const toListener = listeners.isDestination(frame);
  if (toListener !== listeners.isSource(frame)) return toListener;
  return frame.sourcePort >= frame.destinationPort;
}
