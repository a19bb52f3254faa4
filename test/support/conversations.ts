import type { Side } from "../../modules/contracts";
import type { RecordedPacket } from "./capture-files";
import { mirrored, tcpFrame } from "./frames";

/**
 * Builds whole TCP connections packet by packet, so that a test reads as what happened:
 *
 *     tcp().connect().client(clientHello()).server(alert(40)).fin("server")
 *
 * Sequence and acknowledgment numbers are kept here. Each packet acknowledges all that the other side has sent and comes
 * a millisecond after the one before it.
 */

export interface TcpOptions {
  /** @default "203.0.113.5:50000" */
  readonly client?: string;
  /** @default "10.0.1.10:443" */
  readonly server?: string;
  /** Initial sequence numbers. @default 1000 and 5000 */
  readonly clientIsn?: number;
  readonly serverIsn?: number;
  /** Network identifier of the mirror session. @default - not mirrored */
  readonly vni?: number;
  /** Mirrored interface. @default "10.0.1.10" */
  readonly mirror?: string;
  /** Microseconds since 1970. @default 1,000,000,000 s */
  readonly startUs?: number;
}

/** What a segment may have that is out of the ordinary. */
export interface SegmentOptions {
  /** Letters as tcpdump prints them. */
  readonly flags?: string;
  /** Instead of all that the other side has sent; null for a segment without ACK. */
  readonly acknowledgment?: number | null;
  /** Captured bytes of the payload; the rest was cut. */
  readonly captured?: number;
}

const START_US = 1_000_000_000 * 1e6;
const STEP_US = 1000;

interface Peer {
  readonly address: string;
  readonly isn: number;
  /** Sequence number of its next byte. */
  next: number;
}

export function tcp(options: TcpOptions = {}): TcpConversation {
  return new TcpConversation(options);
}

export class TcpConversation {
  readonly packets: RecordedPacket[] = [];
  readonly #peers: Record<Side, Peer>;
  readonly #options: TcpOptions;
  #timeUs: number;

  constructor(options: TcpOptions) {
    const clientIsn = options.clientIsn ?? 1000;
    const serverIsn = options.serverIsn ?? 5000;
    this.#options = options;
    this.#timeUs = options.startUs ?? START_US;
    this.#peers = {
      client: { address: options.client ?? "203.0.113.5:50000", isn: clientIsn, next: clientIsn + 1 },
      server: { address: options.server ?? "10.0.1.10:443", isn: serverIsn, next: serverIsn + 1 },
    };
  }

  /** When the last packet was captured. */
  get endUs(): number {
    return this.#timeUs;
  }

  /** SYN, SYN-ACK, ACK. */
  connect(): this {
    return this.syn().synAck().ack("client");
  }

  /** The client's SYN, with data for TCP Fast Open. */
  syn(data?: Uint8Array): this {
    const { client } = this.#peers;
    this.segment("client", client.isn, data, { flags: "S", acknowledgment: null });
    client.next = client.isn + 1 + (data?.length ?? 0);
    return this;
  }

  synAck(): this {
    return this.segment("server", this.#peers.server.isn, undefined, { flags: "SA" });
  }

  /** Data from the client, in one segment. */
  client(data: Uint8Array | string, options?: SegmentOptions): this {
    return this.send("client", data, options);
  }

  /** Data from the server, in one segment. */
  server(data: Uint8Array | string, options?: SegmentOptions): this {
    return this.send("server", data, options);
  }

  send(side: Side, data: Uint8Array | string, options?: SegmentOptions): this {
    const bytes = bytesOf(data);
    const { next } = this.#peers[side];
    this.#peers[side].next = next + bytes.length;
    return this.segment(side, next, bytes, { flags: "PA", ...options });
  }

  /** Data that was sent and is not in the capture. Whether it arrived is for later acknowledgments to tell. */
  unseen(side: Side, data: Uint8Array | string): this {
    this.#peers[side].next += bytesOf(data).length;
    return this;
  }

  /** The last `bytes` once more. */
  again(side: Side, data: Uint8Array | string): this {
    const bytes = bytesOf(data);
    return this.segment(side, this.#peers[side].next - bytes.length, bytes, { flags: "PA" });
  }

  /** A bare acknowledgment. */
  ack(side: Side, options?: SegmentOptions): this {
    return this.segment(side, this.#peers[side].next, undefined, options);
  }

  fin(side: Side, options?: SegmentOptions): this {
    const { next } = this.#peers[side];
    this.#peers[side].next = next + 1;
    return this.segment(side, next, undefined, { flags: "FA", ...options });
  }

  rst(side: Side, options?: SegmentOptions): this {
    return this.segment(side, this.#peers[side].next, undefined, { flags: "RA", ...options });
  }

  /** Lets time pass. */
  wait(seconds: number): this {
    this.#timeUs += seconds * 1e6;
    return this;
  }

  /** Any segment, whatever was sent before. */
  segment(side: Side, sequence: number, data?: Uint8Array | string, options: SegmentOptions = {}): this {
    const from = this.#peers[side];
    const to = this.#peers[side === "client" ? "server" : "client"];
    const payload = bytesOf(data ?? "");
    const acknowledgment = options.acknowledgment === undefined ? to.next : options.acknowledgment;
    const frame = tcpFrame({
      from: from.address,
      to: to.address,
      sequence,
      acknowledgment: acknowledgment ?? 0,
      flags: options.flags ?? (acknowledgment === null ? "" : "A"),
      payload,
    });
    const { vni, mirror } = this.#options;
    const whole = vni === undefined ? frame : mirrored({ vni, source: mirror }, frame);
    const cut = options.captured === undefined ? 0 : payload.length - options.captured;
    this.#timeUs += STEP_US;
    this.packets.push({
      timeUs: this.#timeUs,
      bytes: whole.slice(0, whole.length - cut),
      wireLength: whole.length,
    });
    return this;
  }
}

function bytesOf(data: Uint8Array | string): Uint8Array {
  return typeof data === "string" ? Buffer.from(data, "latin1") : data;
}
