/**
 * What the engine tells of a connection that is over, as words and as doubles of its memory. Compiled into both sides, so
 * that they agree.
 */

/** Places of 32-bit words. Of `true` and `false` 1 and 0. */
export enum FactWord {
  /** Row of the flow table. */
  ROW,
  /** Number of the connection, and of the same one as copied by another mirror session; 0 without. */
  SERIAL,
  TWIN,
  TWIN_REPORTED,
  /** Network identifier, or -1. */
  VNI,
  CLIENT_PORT,
  SERVER_PORT,
  /** Addresses in four words. */
  CLIENT_ADDRESS,
  SERVER_ADDRESS = 11,
  MIRROR_ADDRESS = 15,
  PACKETS = 19,
  SYNS,
  SYN_ACK_SEEN,
  PACKET_TOO_BIG,
  UNREACHABLE,
  /** 0 neither, 1 FIN, 2 RST. */
  CLOSED_HOW,
  /** Here and below 0 is the client and 1 the server. */
  CLOSED_SIDE,
  /** Of the client's half; the server's follows, in the order of `HalfWord`. */
  CLIENT_HALF,
  SERVER_HALF = 35,
  /** Phase of the handshake, and opening, by their places in the lists of `tls/transcript.ts`. */
  PHASE = 44,
  OPENING,
  /** What ended it, by its place in `engine/ended-conversation.ts`. */
  ENDING,
  ENDING_SIDE,
  /** Alerts in one number: code, level << 8, by the server << 16, encrypted << 17; -1 for none. */
  ENDING_ALERT,
  ALERT_AFTER_ENDING,
  /** -1 without any. */
  FIRST_BYTE,
  /** Where streams cannot be followed any more: 0 they can, 1 bytes were not seen, 2 they were cut. */
  CLIENT_LOST,
  SERVER_LOST,
  HELLO_LOST,
  OVER_LIMIT,
  /** Here and below, addresses of byte strings; 0 for none. */
  HELLO,
  HELLO_IS_SSLV2,
  SERVER_NAME,
  LEAF,
  /** Certificates in the server's chain; -1 where it was not seen. */
  CHAIN_LENGTH,
  /** 0 unknown, 1 none, 2 empty, 3 full: in clear, and as records of TLS 1.3 tell by their lengths. */
  CLIENT_CERTIFICATE,
  HIDDEN_CERTIFICATE,
  /** Records of TLS 1.3 were read by their lengths. */
  HIDDEN,
  REPLY_SILENT,
  REFUSED_AFTER_FINISHED,
  CLIENT_DATA_RECORDS,
  SERVER_DATA_RECORDS,
  /** Address of its place in the output. */
  PLACE,
  COUNT,
}

/** Places behind `CLIENT_HALF` and `SERVER_HALF`. */
export enum HalfWord {
  PACKETS,
  FROM_SYN,
  ACKED_KNOWN,
  /** Nothing but the SYN was acknowledged. */
  ONLY_SYN_ACKED,
  UNACKNOWLEDGED,
  RETRANSMISSIONS,
  LARGEST_RETRANSMISSION,
  DUPLICATE_ACKS,
  LOST_ON_THE_WAY,
}

/** A SYN unanswered for so long would have been sent again: the initial retransmission timeout of RFC 6298. */
export const SYN_PATIENCE_SECONDS = 1;
/** Retransmissions after which silence is not the peer's choice. */
export const MANY_RETRANSMISSIONS = 2;
/** An alert in a record, Java's padding included, and another one; whoever said more did not just refuse. */
export const MAX_REFUSAL_BYTES = 80;

/** Places of doubles. Times in microseconds since 1970-01-01 UTC, before all others where there is none. */
export enum FactDouble {
  START_US,
  LAST_US,
  BYTES,
  CLIENT_MISSING,
  SERVER_MISSING,
  ANSWER_BYTES,
  ENDING_US,
  COUNT,
}
