import { u16 } from "../bytes/big-endian";
import { ByteMemo } from "./byte-memo";
import { isGrease } from "./grease";

/**
 * Two-byte code points as a peer listed them. Hellos that list the same bytes share one object, so what is derived from
 * a list can be remembered by its identity.
 */
export interface CodeList {
  /** In wire order, GREASE kept. */
  readonly codes: readonly number[];
  /** In wire order, GREASE left out. */
  readonly names: readonly string[];
}

/** The list of those who list nothing. */
export const NO_CODES: readonly number[] = [];

/** Distinct lists remembered of each kind. GREASE multiplies a browser's by sixteen. */
const REMEMBERED_LISTS = 1024;

/** Makes lists of one registry, out of the bytes of a vector without its length; an odd last byte is left out. */
export function codeListMemo(nameOf: (code: number) => string): ByteMemo<CodeList> {
  const listOf = listsOf(nameOf);
  return new ByteMemo(REMEMBERED_LISTS, (bytes, start, end) => listOf(codesIn(bytes, start, end)));
}

/** Lists of one registry that differ in their GREASE alone share their names. */
function listsOf(nameOf: (code: number) => string): (codes: readonly number[]) => CodeList {
  const names = new ByteMemo(REMEMBERED_LISTS, (bytes, start, end) => codesIn(bytes, start, end).map(nameOf));
  return (codes) => ({ codes, names: ofUngreased(names, codes) });
}

const MAX_SHARED_CODES = 256;
const codeBytes = new Uint8Array(2 * MAX_SHARED_CODES);

function ofUngreased(names: ByteMemo<readonly string[]>, codes: readonly number[]): readonly string[] {
  const bytes = codes.length > MAX_SHARED_CODES ? new Uint8Array(2 * codes.length) : codeBytes;
  let used = 0;
  for (const code of codes) {
    if (isGrease(code)) continue;
    bytes[used++] = code >>> 8;
    bytes[used++] = code;
  }
  return names.get(bytes, 0, used);
}

/** Makes lists of one-byte code points. */
export function byteListMemo(): ByteMemo<readonly number[]> {
  return new ByteMemo(64, (bytes, start, end) => Array.from(bytes.subarray(start, end)));
}

function codesIn(bytes: Uint8Array, start: number, end: number): readonly number[] {
  const codes: number[] = [];
  for (let at = start; at + 1 < end; at += 2) codes.push(u16(bytes, at));
  return codes;
}

const sharedLists = new ByteMemo(REMEMBERED_LISTS, codesIn);

/**
 * A list of codes that are only lent: the same for equal codes in the same order, so that what is made of it is made
 * once, and connections that wait for their end do not each hold one of their own.
 */
export function sharedCodes(codes: readonly number[]): readonly number[] {
  if (codes.length > MAX_SHARED_CODES) return codes.slice();
  let used = 0;
  for (const code of codes) {
    // Who greases shuffles too: the list will not be met again, and would push out others.
    if (isGrease(code)) return codes.slice();
    codeBytes[used++] = code >>> 8;
    codeBytes[used++] = code;
  }
  return sharedLists.get(codeBytes, 0, used);
}
