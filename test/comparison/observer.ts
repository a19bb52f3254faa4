import type { Connection } from "../../modules/analyzer/flow/connection";
import { addressText } from "../../modules/analyzer/report/addresses";
import type { Side } from "../../modules/contracts";
import { RecordEngine } from "../modules/analyzer/tls/record-engine";
import { TlsEngine, type FingerprintedHello } from "../modules/analyzer/tls/tls-engine";
import { HelloCollector } from "./hello-collector";
import { between, endpointText, type Sighting } from "./sighting";
import { followStreams } from "./streams";

/** A connection as the analyzer's stages see it, with all its hellos. */
export interface ObservedConnection extends Sighting {
  readonly clientHellos: readonly FingerprintedHello[];
}

/** Every ClientHello and every alert in clear that the stages of the analyzer find, far beyond what decides a verdict. */
export async function observed(file: string): Promise<ObservedConnection[]> {
  const seen: ObservedConnection[] = [];
  const readers = { tls: new TlsEngine(), records: new RecordEngine() };
  const note = (collector: HelloCollector, connection: Connection) => {
    const endpoint = (side: Side) => endpointText(addressText(connection.address(side)), connection.port(side));
    seen.push(sightingOf(collector, endpoint("client"), endpoint("server")));
  };
  await followStreams(file, () => new HelloCollector(readers, note));
  return seen;
}

function sightingOf(collector: HelloCollector, client: string, server: string): ObservedConnection {
  return {
    between: between(client, server),
    clientHellos: collector.hellos,
    hellos: collector.hellos.map(({ ja3 }) => ({ from: client, ja3 })),
    alerts: collector.alerts.map(({ side, level, code }) => ({
      from: side === "client" ? client : server,
      level,
      code,
    })),
  };
}
