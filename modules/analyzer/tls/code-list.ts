import { u16 } from "../bytes/big-endian";
import { ByteMemo } from "./byte-memo";
import { isGrease } from "./grease";
import { TextMemo } from "./text-memo";

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
  return new ByteMemo(REMEMBERED_LISTS, (bytes, start, end) => codeList(codesIn(bytes, start, end), nameOf));
}

export function codeList(codes: readonly number[], nameOf: (code: number) => string): CodeList {
  return { codes, names: sharedNames(codes.filter((code) => !isGrease(code)).map(nameOf)) };
}

const namesByText = new TextMemo<readonly string[]>(4 * REMEMBERED_LISTS);

/** Lists that differ in their GREASE alone share their names. */
function sharedNames(names: readonly string[]): readonly string[] {
  return namesByText.get(names.join(), () => names);
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

const MAX_SHARED_CODES = 64;
const codeBytes = new Uint8Array(2 * MAX_SHARED_CODES);
const sharedLists = new ByteMemo(REMEMBERED_LISTS, codesIn);

/**
 * The same list for equal codes in the same order, so that what is made of it is made once, and connections that wait
 * for their end do not each hold one of their own: an array that grew keeps room for twice its elements.
 */
export function sharedCodes(codes: readonly number[]): readonly number[] {
  if (codes.length > MAX_SHARED_CODES) return codes;
  let used = 0;
  for (const code of codes) {
    // Who greases shuffles too: the list will not be met again, and would push out others.
    if (isGrease(code)) return codes.slice();
    codeBytes[used++] = code >>> 8;
    codeBytes[used++] = code;
  }
  return sharedLists.get(codeBytes, 0, used);
}
