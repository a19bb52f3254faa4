/** Words of a row's key, the same in every table. Those of an endpoint stand twice: of the low one, then of the high one. */
export const Key = {
  HASH: 0,
  VNI: 1,
  /** The low endpoint's in the upper half. */
  PORTS: 2,
  LOW_ADDRESS: 3,
  HIGH_ADDRESS: 7,
  /** 4 or 6, of the Internet Protocol. */
  FAMILY: 11,
} as const;
export const KEY_WORDS = 12;

/** Words of an open connection's row behind its key, by endpoint as there. */
export const ROW_WORDS = 24;
export const Word = {
  /** Which packets are routine: `routine.ts`. */
  ROUTINE: 12,
  /** Sequence number of the next byte that the endpoint is to send. */
  NEXT: 13,
  /** Highest sequence number of its own that the other endpoint acknowledged. */
  ACKED: 15,
  /** Packets that it sent. */
  SENT: 17,
  PACKETS: 19,
} as const;

/** Doubles of the same row. */
export const ROW_DOUBLES = ROW_WORDS / 2;
export const Double = {
  LAST_US: 10,
  BYTES: 11,
} as const;
