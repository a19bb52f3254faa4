/** The two ends of a connection. */
export enum Side {
  CLIENT = 0,
  SERVER = 1,
}

/** Why bytes are missing: no packet held them, or the packet that did was cut by the capture. */
export enum GapKind {
  NONE = 0,
  UNSEEN = 1,
  CUT = 2,
}

/** How a side ended its stream. */
export enum Closing {
  NONE = 0,
  FIN = 1,
  RST = 2,
}

/** A time before all packets. */
export const NEVER_US: f64 = -Infinity;
