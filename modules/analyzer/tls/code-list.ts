import { u16 } from "../bytes/big-endian";

/** Two-byte code points as a peer listed them, in wire order, without GREASE. */
export interface CodeList {
  readonly codes: readonly number[];
  readonly names: readonly string[];
}

/** Reads the codes in `bytes[start, end)`; an odd last byte is left out. */
export function codesIn(bytes: Uint8Array, start: number, end: number): readonly number[] {
  const codes: number[] = [];
  for (let at = start; at + 1 < end; at += 2) codes.push(u16(bytes, at));
  return codes;
}
