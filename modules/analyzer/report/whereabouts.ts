import type { Endpoint, Leg } from "../../contracts";
import type { Connection } from "../flow/connection";
import type { Listeners } from "../flow/listeners";
import { addressText, sameAddress } from "./addresses";

/** Where a connection was seen. */
export interface Whereabouts {
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly vni: number | null;
  readonly leg: Leg;
}

/** `strippedVni`: that of packets which came without a VXLAN header; null where none was taken off. */
export function whereaboutsOf(connection: Connection, listeners: Listeners, strippedVni: number | null): Whereabouts {
  const { vni } = connection;
  return {
    client: { ip: addressText(connection.address("client")), port: connection.port("client") },
    server: { ip: addressText(connection.address("server")), port: connection.port("server") },
    vni: vni < 0 ? strippedVni : vni,
    leg: legOf(connection, listeners),
  };
}

/** The mirrored interface is the balancer's: whoever has its address there is the balancer. */
function legOf(connection: Connection, listeners: Listeners): Leg {
  const { mirror } = connection;
  const server = connection.address("server");
  if (mirror !== null && sameAddress(mirror, server)) return "listener";
  if (mirror !== null && sameAddress(mirror, connection.address("client"))) return "target";
  return listeners.has(server, connection.port("server")) ? "listener" : "unknown";
}
