/** Where bytes lie in a spool. */
export interface Spooled {
  /** Bytes before it, of all that was ever appended. */
  readonly offset: number;
  /** How many it is. */
  readonly bytes: number;
}

/** Keeps bytes outside of memory: in temporary files. */
export interface Spool {
  /** Takes `bytes[start, end)`. What is appended next lies behind it. */
  append(bytes: Uint8Array, start: number, end: number): Spooled;
  /** Of what was appended, any part, lent until the next call of `append` or `read`. */
  read(part: Spooled): Uint8Array;
  /** This will not be read again. To be said of each byte once. */
  free(part: Spooled): void;
}
