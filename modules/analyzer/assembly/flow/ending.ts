/** How the following of a connection ends. */
import { tell } from "../telling";
import { latestPacketUs, noteDue } from "./clock";
import { Connection, ConnectionEnd } from "./connection";
import { releaseConnection, removeConnection } from "./connections";
import { limits } from "./limits";
import { patienceUs } from "./patience";
import { addQuiet, forgetOldestQuiet, quietCount } from "./quiet-connections";
import { dropHeld, flush } from "./reassembly";

/** Tells of a connection, if it is one to report on, and stops following it. */
export function endConnection(connection: Connection, why: ConnectionEnd): void {
  // A time limit was reached when it was, and not when somebody looked.
  const isTimeout = why === ConnectionEnd.TIMEOUT;
  const overUs = isTimeout ? connection.lastUs + patienceUs(connection) : latestPacketUs();
  if (connection.reported) {
    flush(connection);
    connection.client.settleHoles();
    connection.server.settleHoles();
    tell(connection, why, latestPacketUs());
  }
  silence(connection, overUs);
}

/** Stops following a connection. */
export function silence(connection: Connection, sinceUs: f64): void {
  connection.open = false;
  connection.routine = 0;
  forgetLater(connection, sinceUs);
  removeConnection(connection);
  dropHeld(connection);
  // A connection that is not reported may leave some: what it held was skimmed when a limit or its end was met.
  connection.client.settleHoles();
  connection.server.settleHoles();
  connection.conversation.release();
  connection.conversation.drop();
  const prelude = connection.prelude;
  if (prelude !== null) prelude.free();
  connection.prelude = null;
  const twin = connection.twin;
  if (twin !== null) releaseConnection(twin);
  releaseConnection(connection);
}

/** Remembers a connection that is not followed any more for a while, so that stray packets begin no new one. */
function forgetLater(connection: Connection, sinceUs: f64): void {
  addQuiet(connection, connection.syns > 0, connection.synSequence, sinceUs);
  noteDue(sinceUs + limits.lingerUs);
  if (quietCount() > limits.maxConnections) forgetOldestQuiet();
}
