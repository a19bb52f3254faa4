/** The engine, and what tests of the flow stage ask and set besides. */
import { connectionAt, rowLimit } from "../../modules/analyzer/assembly/flow/connections";
import { Phase } from "../../modules/analyzer/assembly/tls/phases";

export * from "../../modules/analyzer/assembly/index";

/** Connections followed at this moment, reported or not. */
export function followedCount(): i32 {
  let count = 0;
  for (let row = 0; row < rowLimit(); row++) if (connectionAt(row).open) count++;
  return count;
}

/** Says in place of the reading whether the connection in this row is in its handshake. */
export function setHandshaking(row: i32, handshaking: bool): void {
  connectionAt(row).conversation.phase = handshaking ? Phase.HELLO_SENT : Phase.OPENING;
}
