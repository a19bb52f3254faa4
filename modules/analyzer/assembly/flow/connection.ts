import { Place } from "../order/places";
import { Closing, NEVER_US, Side } from "../side";
import { Conversation, CONVERSATION_BYTES } from "../tls/conversation";
import { HalfStream } from "./half-stream";
import { KeyRow } from "./key-row";
import { Prelude } from "./prelude";
import { segment } from "./segment";

/** Why a connection is no longer followed. */
export enum ConnectionEnd {
  /** Both sides finished, or one reset it. */
  CLOSED = 0,
  /** Nobody sent anything for longer than a limit. */
  TIMEOUT = 1,
  /** Dropped to make room for others. */
  EVICTED = 2,
  /** The capture ended. */
  CAPTURE_END = 3,
}

let serials = 0;

/**
 * One TCP connection between two endpoints under one VNI: all that is known of it, in one piece of memory, of which what
 * every packet asks for comes first.
 */
@unmanaged
export class Connection extends KeyRow {
  /** Which packets are routine: `routine.ts`. */
  routine: i32 = 0;
  lastUs: f64 = 0;
  /** Bytes of payload. */
  bytes: f64 = 0;
  packets: i32 = 0;
  /** Which of the table's rows this is, whatever connection is in it. */
  row: i32 = 0;
  /** Told apart from all connections before and after it by this number. */
  serial: i32 = 0;
  /** Who refers to this memory: the table, the queue of closed connections, a twin. */
  references: i32 = 0;
  /** Number of the packet from which it is reported, from 0: the order of records. */
  ordinal: f64 = 0;
  startUs: f64 = 0;
  /** Since when stray packets are waited for before the connection is given up; before all packets while it is open. */
  closingSinceUs: f64 = NEVER_US;
  /** Sequence number of the client's SYN, and how often it was sent. */
  synSequence: i32 = 0;
  syns: i32 = 0;
  /** That of the connection which used the same ports before, if there was one. */
  previousSyn: i32 = 0;
  hasPreviousSyn: bool = false;
  synAckSeen: bool = false;
  /** It is followed. */
  open: bool = false;
  /** The client is the endpoint that is sorted first. */
  clientIsLow: bool = false;
  /** On a listener's port, or begun by a ClientHello. */
  reported: bool = false;
  queuedToClose: bool = false;
  /** An ICMP error about it said that a packet was too big, or could not be delivered. */
  packetTooBig: bool = false;
  unreachable: bool = false;
  /** The first of FIN and RST. */
  closedHow: Closing = Closing.NONE;
  closedSide: Side = Side.CLIENT;
  /** Address of the mirrored interface, four words; means nothing where the capture is not encapsulated. */
  mirror0: i32 = 0;
  mirror1: i32 = 0;
  mirror2: i32 = 0;
  mirror3: i32 = 0;
  /** The same connection as copied by another mirror session. */
  twin: Connection | null = null;
  /** Where its record belongs, while it is reported. */
  place: Place | null = null;
  /** What looks for TLS while it is not reported. */
  prelude: Prelude | null = null;

  /** Begins with the segment at hand; only the row's key is set. */
  begin(clientIsLow: bool, reported: bool): void {
    this.routine = 0;
    this.lastUs = segment.timeUs;
    this.bytes = 0;
    this.packets = 0;
    this.serial = ++serials;
    this.references = 1;
    this.ordinal = segment.ordinal;
    this.startUs = segment.timeUs;
    this.closingSinceUs = NEVER_US;
    this.synSequence = 0;
    this.syns = 0;
    this.hasPreviousSyn = false;
    this.synAckSeen = false;
    this.open = true;
    this.clientIsLow = clientIsLow;
    this.reported = reported;
    this.queuedToClose = false;
    this.packetTooBig = false;
    this.unreachable = false;
    this.closedHow = Closing.NONE;
    this.mirror0 = segment.mirror0;
    this.mirror1 = segment.mirror1;
    this.mirror2 = segment.mirror2;
    this.mirror3 = segment.mirror3;
    this.twin = null;
    this.place = null;
    this.prelude = null;
    this.low.reset(clientIsLow ? Side.CLIENT : Side.SERVER);
    this.high.reset(clientIsLow ? Side.SERVER : Side.CLIENT);
    this.conversation.reset();
  }

  @inline
  get low(): HalfStream {
    return changetype<HalfStream>(changetype<usize>(this) + LOW_AT);
  }

  @inline
  get high(): HalfStream {
    return changetype<HalfStream>(changetype<usize>(this) + HIGH_AT);
  }

  @inline
  get conversation(): Conversation {
    return changetype<Conversation>(changetype<usize>(this) + CONVERSATION_AT);
  }

  @inline
  get client(): HalfStream {
    return this.clientIsLow ? this.low : this.high;
  }

  @inline
  get server(): HalfStream {
    return this.clientIsLow ? this.high : this.low;
  }

  /** The direction that the segment at hand comes from. */
  @inline
  get source(): HalfStream {
    return segment.sourceIsLow ? this.low : this.high;
  }

  /** The other direction. */
  @inline
  peerOf(half: HalfStream): HalfStream {
    return half.side === Side.CLIENT ? this.server : this.client;
  }

  get hasPending(): bool {
    return this.low.pending !== null || this.high.pending !== null;
  }

  /** Pairs it with `other`, of the same endpoints under another VNI, if that began with the same SYN; whether it did. */
  pairWith(other: Connection): bool {
    if (this.twin !== null || this.syns === 0 || this.synSequence !== other.synSequence) return false;
    this.twin = other;
    other.twin = this;
    this.references++;
    other.references++;
    return true;
  }

  /** The client turned out to be the other side. */
  swapSides(): void {
    this.clientIsLow = !this.clientIsLow;
    this.client.side = Side.CLIENT;
    this.server.side = Side.SERVER;
  }

  /** Counts from a packet at `timeUs` with `length` bytes of payload on: what came before was another protocol. */
  beginAgain(timeUs: f64, length: i32): void {
    this.startUs = timeUs;
    this.packets = 1;
    this.bytes = length;
  }
}

const LOW_AT: usize = (offsetof<Connection>() + 7) & ~7;
const HIGH_AT: usize = (LOW_AT + offsetof<HalfStream>() + 7) & ~7;
const CONVERSATION_AT: usize = (HIGH_AT + offsetof<HalfStream>() + 7) & ~7;
export const CONNECTION_BYTES: usize = CONVERSATION_AT + CONVERSATION_BYTES;
