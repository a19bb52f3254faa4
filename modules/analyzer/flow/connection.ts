import { NEVER_US } from "../capture/packet";
import { HalfStream } from "./half-stream";
import type { StreamConsumer } from "./stream-consumer";

/** Why a connection is no longer followed. */
export type ConnectionEnd =
  /** Both sides finished, or one reset it. */
  | "closed"
  /** Nobody sent anything for longer than a limit. */
  | "timeout"
  /** Dropped to make room for others. */
  | "evicted"
  /** The capture ended. */
  | "capture-end";

/**
 * One TCP connection between two endpoints under one VNI.
 *
 * The tracker uses the objects of connections that are over for others: new ones would be moved about by the garbage
 * collector while they live, and lie in memory that no cache holds.
 */
export class Connection {
  client = new HalfStream("client");
  server = new HalfStream("server");
  /** Row in the flow table. */
  row: number;
  /** Address of the mirrored interface, four words; null when the capture is not encapsulated. Shared. */
  mirror: Int32Array | null;
  /** Number of its first packet in the capture, from 0: the order of records. */
  ordinal: number;
  /** The client is the endpoint that the flow table sorts first. */
  clientIsLow: boolean;
  /** On a listener's port, or begun by a ClientHello. */
  reported: boolean;
  startUs: number;
  lastUs: number;
  packets = 0;
  bytes = 0;
  /** Sequence number of the client's SYN, and how often it was sent. */
  synSequence = 0;
  syns = 0;
  /** That of the connection which used the same ports before; null when there was none. */
  previousSyn: number | null = null;
  synAckSeen = false;
  /** An ICMP error about it said that a packet was too big, or could not be delivered. */
  packetTooBig = false;
  unreachable = false;
  /** The first of FIN, RST and timeout. */
  closedBy: { readonly side: "client" | "server"; readonly how: "fin" | "rst" | "timeout" } | null = null;
  /** The same connection as copied by another mirror session. */
  twin: Connection | null = null;
  /** Since when `tracker` waits for stray packets before it gives the connection up; before all packets while it is open. */
  closingSinceUs = NEVER_US;
  queuedToClose = false;
  consumer: StreamConsumer | null = null;

  constructor(
    row: number,
    mirror: Int32Array | null,
    ordinal: number,
    timeUs: number,
    clientIsLow: boolean,
    reported: boolean,
  ) {
    this.row = row;
    this.mirror = mirror;
    this.ordinal = ordinal;
    this.startUs = timeUs;
    this.lastUs = timeUs;
    this.clientIsLow = clientIsLow;
    this.reported = reported;
  }

  /** Starts over as another connection; the arguments are the constructor's. */
  reset(
    row: number,
    mirror: Int32Array | null,
    ordinal: number,
    timeUs: number,
    clientIsLow: boolean,
    reported: boolean,
  ): void {
    this.row = row;
    this.mirror = mirror;
    this.ordinal = ordinal;
    this.startUs = timeUs;
    this.lastUs = timeUs;
    this.clientIsLow = clientIsLow;
    this.reported = reported;
    this.client.reset("client");
    this.server.reset("server");
    this.packets = 0;
    this.bytes = 0;
    this.synSequence = 0;
    this.syns = 0;
    this.previousSyn = null;
    this.synAckSeen = false;
    this.packetTooBig = false;
    this.unreachable = false;
    this.closedBy = null;
    this.twin = null;
    this.closingSinceUs = NEVER_US;
    this.queuedToClose = false;
    this.consumer = null;
  }

  /** The other direction. */
  peerOf(half: HalfStream): HalfStream {
    return half === this.client ? this.server : this.client;
  }

  /** The client turned out to be the other side. */
  swapSides(): void {
    [this.client, this.server] = [this.server, this.client];
    this.client.side = "client";
    this.server.side = "server";
    this.clientIsLow = !this.clientIsLow;
  }

  get hasPending(): boolean {
    return this.client.pending !== null || this.server.pending !== null;
  }
}
