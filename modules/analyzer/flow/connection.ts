import type { Side } from "../../contracts";
import { NEVER_US } from "../capture/packet";
import type { FlowTable } from "./flow-table";
import { HalfStream } from "./half-stream";
import { Double, ROW_DOUBLES, ROW_WORDS, Word } from "./row";
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
 * What every packet changes lies in its row of the flow table, for `routine.ts`. The tracker uses the objects of
 * connections that are over for others: new ones would be moved about by the garbage collector while they live, and lie
 * in memory that no cache holds.
 */
export class Connection {
  readonly #table: FlowTable;
  client: HalfStream;
  server: HalfStream;
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
  closedBy: { readonly side: Side; readonly how: "fin" | "rst" | "timeout" } | null = null;
  /** The same connection as copied by another mirror session. */
  twin: Connection | null = null;
  /** Since when `tracker` waits for stray packets before it gives the connection up; before all packets while it is open. */
  closingSinceUs = NEVER_US;
  queuedToClose = false;
  consumer: StreamConsumer | null = null;

  /** `row` is a new one: of what the table holds only the time is set. */
  constructor(
    table: FlowTable,
    row: number,
    mirror: Int32Array | null,
    ordinal: number,
    timeUs: number,
    clientIsLow: boolean,
    reported: boolean,
  ) {
    this.#table = table;
    this.client = new HalfStream(table, "client", row, clientIsLow);
    this.server = new HalfStream(table, "server", row, !clientIsLow);
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
    this.client.reset("client", row, clientIsLow);
    this.server.reset("server", row, !clientIsLow);
    this.row = row;
    this.mirror = mirror;
    this.ordinal = ordinal;
    this.startUs = timeUs;
    this.lastUs = timeUs;
    this.clientIsLow = clientIsLow;
    this.reported = reported;
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

  get lastUs(): number {
    return this.#table.doubles[this.row * ROW_DOUBLES + Double.LAST_US] ?? 0;
  }

  set lastUs(timeUs: number) {
    this.#table.doubles[this.row * ROW_DOUBLES + Double.LAST_US] = timeUs;
  }

  get packets(): number {
    return this.#table.words[this.row * ROW_WORDS + Word.PACKETS] ?? 0;
  }

  set packets(count: number) {
    this.#table.words[this.row * ROW_WORDS + Word.PACKETS] = count;
  }

  /** Bytes of payload. */
  get bytes(): number {
    return this.#table.doubles[this.row * ROW_DOUBLES + Double.BYTES] ?? 0;
  }

  set bytes(count: number) {
    this.#table.doubles[this.row * ROW_DOUBLES + Double.BYTES] = count;
  }

  /** Words of an endpoint's address; like its port and the VNI kept until the connection has ended. Borrowed until the next packet. */
  address(side: Side): Int32Array {
    return this.#table.address(this.row, (side === "client") === this.clientIsLow);
  }

  port(side: Side): number {
    return this.#table.port(this.row, (side === "client") === this.clientIsLow);
  }

  /** Network identifier, or -1. */
  get vni(): number {
    return this.#table.vni(this.row);
  }

  /** The other direction. */
  peerOf(half: HalfStream): HalfStream {
    return half === this.client ? this.server : this.client;
  }

  /** Pairs it with `other`, of the same endpoints under another VNI, if that began with the same SYN; whether it did. */
  pairWith(other: Connection): boolean {
    if (this.twin !== null || this.syns === 0 || this.synSequence !== other.synSequence) return false;
    this.twin = other;
    other.twin = this;
    return true;
  }

  /** The client turned out to be the other side. */
  swapSides(): void {
    [this.client, this.server] = [this.server, this.client];
    this.client.side = "client";
    this.server.side = "server";
    this.clientIsLow = !this.clientIsLow;
  }

  /** Counts from a packet at `timeUs` with `length` bytes of payload on: what came before was another protocol. */
  beginAgain(timeUs: number, length: number): void {
    this.startUs = timeUs;
    this.packets = 1;
    this.bytes = length;
  }

  /** Is reported from packet `ordinal` on, where its client's stream begins: nothing is missing before it. */
  report(ordinal: number): void {
    this.client.fromSyn = true;
    this.ordinal = ordinal;
    this.reported = true;
  }

  get hasPending(): boolean {
    return this.client.pending !== null || this.server.pending !== null;
  }
}
