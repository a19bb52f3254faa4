import { DEFAULT_LIMITS } from "../../modules/analyzer";
import { CaptureReader, emptyPacket } from "../../modules/analyzer/capture";
import { FrameDecoder } from "../../modules/analyzer/decap/decoder";
import { emptyFrame } from "../../modules/analyzer/decap/frame";
import type { Connection } from "../../modules/analyzer/flow/connection";
import { DEFAULT_LISTENERS, Listeners } from "../../modules/analyzer/flow/listeners";
import { ConnectionTracker } from "../../modules/analyzer/flow/tracker";
import { addressText } from "../../modules/analyzer/report/addresses";
import type { ClientHello } from "../../modules/analyzer/tls/client-hello";
import { startsClientHello } from "../../modules/analyzer/tls/opening";
import type { Side } from "../../modules/contracts";
import { HelloCollector } from "./hello-collector";
import { between, endpointText, type Sighting } from "./sighting";

/** A connection as the analyzer's stages see it, with all its hellos. */
export interface ObservedConnection extends Sighting {
  readonly clientHellos: readonly ClientHello[];
}

/** Every ClientHello and every alert in clear that the stages of the analyzer find, far beyond what decides a verdict. */
export async function observed(file: string): Promise<ObservedConnection[]> {
  const seen: ObservedConnection[] = [];
  const open = new Map<Connection, HelloCollector>();
  const tracker = new ConnectionTracker(DEFAULT_LIMITS, new Listeners(DEFAULT_LISTENERS), {
    begin: (connection) => {
      const collector = new HelloCollector();
      open.set(connection, collector);
      return collector;
    },
    end: (connection) => {
      const collector = open.get(connection);
      open.delete(connection);
      if (collector === undefined) return;
      const endpoint = (side: Side) => endpointText(addressText(connection.address(side)), connection.port(side));
      seen.push(sightingOf(collector, endpoint("client"), endpoint("server")));
    },
    opens: startsClientHello,
  });

  const decoder = new FrameDecoder();
  const frame = emptyFrame();
  const packet = emptyPacket();
  const reader = await CaptureReader.open(file);
  let ordinal = 0;
  while (await reader.fill()) {
    while (reader.next(packet)) {
      if (decoder.decode(packet, frame) === "tcp") tracker.accept(frame, ordinal);
      ordinal++;
    }
  }
  tracker.finish();
  return seen;
}

function sightingOf(collector: HelloCollector, client: string, server: string): ObservedConnection {
  return {
    between: between(client, server),
    clientHellos: collector.hellos,
    hellos: collector.hellos.map(({ kind, extensions }) => ({
      from: client,
      ja3: kind.ja3?.digest(extensions) ?? null,
    })),
    alerts: collector.alerts.map(({ side, level, code }) => ({
      from: side === "client" ? client : server,
      level,
      code,
    })),
  };
}
