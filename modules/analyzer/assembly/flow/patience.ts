import { Connection } from "./connection";
import { isHandshaking } from "./consumer";
import { limits } from "./limits";

/** How long a connection may be silent before it is given up. */
export function patienceUs(connection: Connection): f64 {
  if (!connection.reported) return limits.lingerUs;
  return isHandshaking(connection) || connection.hasPending ? limits.stallUs : limits.idleUs;
}
