/** Words of a row, and which of them hold what. Those of an endpoint stand twice: of the low one, then of the high one. */
export const ROW_WORDS = 26;
export const Word = {
  HASH: 0,
  VNI: 1,
  /** The low endpoint's in the upper half. */
  PORTS: 2,
  LOW_ADDRESS: 3,
  HIGH_ADDRESS: 7,
  /** Which packets are routine: `routine.ts`. */
  ROUTINE: 11,
  /** Sequence number of the next byte that the endpoint is to send. */
  NEXT: 12,
  /** Highest sequence number of its own that the other endpoint acknowledged. */
  ACKED: 14,
  /** Packets that it sent. */
  SENT: 16,
  PACKETS: 18,
  /** 4 or 6, of the Internet Protocol. */
  FAMILY: 19,
  /** Its connection is over: `quiet-rows.ts`. */
  QUIET: 20,
} as const;

/** Doubles of the same row. */
export const ROW_DOUBLES = ROW_WORDS / 2;
export const Double = {
  LAST_US: 11,
  BYTES: 12,
} as const;
