import type { Side } from "../../contracts";

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

/** Why bytes are missing: no packet held them, or the packet that did was cut by the capture. */
export type GapKind = "unseen" | "cut";

/** What is known of one direction of a connection that is over. */
export interface HalfStream {
  /** Who sent it. */
  readonly side: Side;
  readonly packets: number;
  /** The first byte followed the SYN, so nothing came before it. */
  readonly fromSyn: boolean;
  /** The peer acknowledged something; nothing but the SYN; not all that was sent. */
  readonly ackedKnown: boolean;
  readonly onlySynAcked: boolean;
  readonly unacknowledged: boolean;
  /** Segments sent again that the peer had not acknowledged, and the payload bytes of the largest. */
  readonly retransmissions: number;
  readonly largestRetransmission: number;
  /** Acknowledgments by which the peer said that it still misses what comes first, with later bytes at hand. */
  readonly duplicateAcks: number;
  /** Bytes of the hole with which the connection ended, and which the peer never acknowledged. */
  readonly lostOnTheWay: number;
  /** Bytes that the peer acknowledged and no packet of the capture holds. */
  readonly missing: number;
}

/** What is known of one TCP connection, between two endpoints under one VNI, that is over. */
export interface Connection {
  readonly client: HalfStream;
  readonly server: HalfStream;
  /** Address of the mirrored interface, four words; null when the capture is not encapsulated. Borrowed. */
  readonly mirror: Int32Array | null;
  /** VXLAN network identifier, or -1. */
  readonly vni: number;
  readonly startUs: number;
  readonly lastUs: number;
  readonly packets: number;
  /** Bytes of payload. */
  readonly bytes: number;
  /** How often the client's SYN was sent. */
  readonly syns: number;
  readonly synAckSeen: boolean;
  /** An ICMP error about it said that a packet was too big, or could not be delivered. */
  readonly packetTooBig: boolean;
  readonly unreachable: boolean;
  /** The first of FIN and RST. */
  readonly closedBy: { readonly side: Side; readonly how: "fin" | "rst" } | null;
  /** Words of an endpoint's address. Borrowed. */
  address(side: Side): Int32Array;
  port(side: Side): number;
}
