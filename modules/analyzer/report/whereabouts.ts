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
  const { mirror, vni } = connection;
  const client = connection.address("client");
  const server = connection.address("server");
  const serverPort = connection.port("server");
  return {
    client: { ip: addressText(client), port: connection.port("client") },
    server: { ip: addressText(server), port: serverPort },
    vni: vni < 0 ? strippedVni : vni,
    leg: legOf(mirror, client, server, listeners.has(server, serverPort)),
  };
}

/** The mirrored interface is the balancer's: whoever has its address there is the balancer. */
function legOf(mirror: Int32Array | null, client: Int32Array, server: Int32Array, isListener: boolean): Leg {
  if (mirror !== null && sameAddress(mirror, server)) return "listener";
  if (mirror !== null && sameAddress(mirror, client)) return "target";
  return isListener ? "listener" : "unknown";
}
