/** One of `count` parts, in which both directions of a connection, and its copies by other mirror sessions, fall together. */
export interface Shard {
  /** From 0 to below `count`. */
  readonly index: number;
  /** How many parts there are. */
  readonly count: number;
}

/** All connections. */
export const WHOLE: Shard = { index: 0, count: 1 };
