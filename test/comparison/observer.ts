import { CaptureReader, emptyPacket } from "../../modules/analyzer/capture";
import { DEFAULT_LIMITS } from "../../modules/analyzer";
import { FrameDecoder } from "../../modules/analyzer/decap/decoder";
import { emptyFrame } from "../../modules/analyzer/decap/frame";
import type { Connection } from "../../modules/analyzer/flow/connection";
import { DEFAULT_LISTENERS, Listeners } from "../../modules/analyzer/flow/listeners";
import { ConnectionTracker } from "../../modules/analyzer/flow/tracker";
import { addressText } from "../../modules/analyzer/report/addresses";
import { parseClientHello, type ClientHello } from "../../modules/analyzer/tls/client-hello";
import { Conversation } from "../../modules/analyzer/tls/conversation";
import { HandshakeType } from "../../modules/analyzer/tls/handshake-messages";
import { ja3 } from "../../modules/analyzer/tls/ja3";
import { startsClientHello } from "../../modules/analyzer/tls/opening";
import { ContentType } from "../../modules/analyzer/tls/records";
import type { Side } from "../../modules/contracts";
import { between, endpointText, type Sighting } from "./sighting";

/** A connection as the analyzer's stages see it, with all its hellos. */
export interface ObservedConnection extends Sighting {
  readonly clientHellos: readonly ClientHello[];
}

/** Every ClientHello and every alert in clear that the stages of the analyzer find, far beyond what decides a verdict. */
export async function observed(file: string): Promise<ObservedConnection[]> {
  const seen: ObservedConnection[] = [];
  const open = new Map<Connection, ObservedConversation>();
  const tracker = new ConnectionTracker(DEFAULT_LIMITS, new Listeners(DEFAULT_LISTENERS), {
    begin: (connection) => {
      const conversation = new ObservedConversation();
      open.set(connection, conversation);
      return conversation;
    },
    end: (connection) => {
      const conversation = open.get(connection);
      open.delete(connection);
      if (conversation === undefined) return;
      const endpoint = (side: Side) =>
        endpointText(addressText(tracker.address(connection, side)), tracker.port(connection, side));
      seen.push(sightingOf(conversation, endpoint("client"), endpoint("server")));
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

function sightingOf(conversation: ObservedConversation, client: string, server: string): ObservedConnection {
  return {
    between: between(client, server),
    clientHellos: conversation.hellos,
    hellos: conversation.hellos.map((hello) => ({ from: client, ja3: ja3(hello) })),
    alerts: conversation.alerts.map(({ side, level, code }) => ({
      from: side === "client" ? client : server,
      level,
      code,
    })),
  };
}

/** Reads on where a verdict is settled already. */
class ObservedConversation extends Conversation {
  readonly alerts: { readonly side: Side; readonly level: number; readonly code: number }[] = [];
  readonly #hellos: ClientHello[] = [];
  readonly #alertBytes: Record<Side, number[]> = { client: [], server: [] };

  /** One in the format of SSL 2.0 can only be the first, and is no handshake message. */
  get hellos(): readonly ClientHello[] {
    const { hello } = this.transcript;
    return hello?.sslv2 === true ? [hello, ...this.#hellos] : this.#hellos;
  }

  override get settled(): boolean {
    return false;
  }

  override message(...args: Parameters<Conversation["message"]>): void {
    const [reading, type, bytes, start, end, length] = args;
    if (reading.side === "client" && type === HandshakeType.CLIENT_HELLO) {
      const hello = parseClientHello(bytes, start, end, length);
      if (typeof hello !== "string") this.#hellos.push(hello);
    }
    super.message(...args);
  }

  override fragment(side: Side, type: number, bytes: Uint8Array, start: number, end: number): void {
    if (type === ContentType.ALERT) this.#alertBytes[side].push(...bytes.subarray(start, end));
    super.fragment(side, type, bytes, start, end);
  }

  override record(side: Side, type: number, length: number, timeUs: number): void {
    if (type === ContentType.ALERT) {
      const [level, code] = this.#alertBytes[side];
      if (length === 2 && level !== undefined && code !== undefined) this.alerts.push({ side, level, code });
      this.#alertBytes[side] = [];
    }
    super.record(side, type, length, timeUs);
  }
}
