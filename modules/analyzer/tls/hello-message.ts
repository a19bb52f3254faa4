/** What ClientHello and ServerHello share: how they can be unreadable, and their extensions (RFC 8446 section 4.2). */
import type { ByteCursor } from "../bytes/cursor";

/** `truncated`: bytes of the message are missing. `malformed`: its own lengths contradict each other. */
export type Unreadable = "truncated" | "malformed";

/** What kept a hello from being read to its end; null when nothing did. `missing`: the capture lost bytes of it. */
export function unreadable(cursor: ByteCursor, missing: boolean): Unreadable | null {
  if (cursor.status === "malformed") return "malformed";
  if (missing) return "truncated";
  return cursor.status === "ok" ? null : "malformed";
}

const types: number[] = [];

/**
 * Walks the block at the cursor and calls `visit` with the place of each extension's data:
 *
 *   uint16 length of the block, then for each: uint16 extension_type, uint16 length, opaque data
 *
 * Returns the types in wire order, lent until the next call. Nothing at all where the block would begin is a hello without extensions. Look at the
 * cursor's status afterwards.
 */
export function readExtensions(
  cursor: ByteCursor,
  visit: (type: number, start: number, end: number) => void,
): readonly number[] {
  types.length = 0;
  if (cursor.remaining > 0) {
    const outer = cursor.enter(cursor.u16());
    while (cursor.remaining > 0 && cursor.status === "ok") {
      const type = cursor.u16();
      const length = cursor.u16();
      const start = cursor.skip(length);
      if (start < 0) break;
      types.push(type);
      visit(type, start, start + length);
    }
    cursor.leave(outer);
  }
  return types;
}

/**
 * Reads a vector that should fill the rest of the cursor: `[start, end)` of its elements, or null where its length
 * exceeds what is there. Lent until the next call. `exact` is false where bytes are left over or an element would be cut.
 */
export function readVector(cursor: ByteCursor, lengthBytes: 1 | 2, elementBytes: 1 | 2): Vector | null {
  const length = lengthBytes === 1 ? cursor.u8() : cursor.u16();
  const start = cursor.skip(length);
  if (start < 0) return null;
  vector.start = start;
  vector.end = start + length;
  vector.exact = cursor.remaining === 0 && length % elementBytes === 0;
  return vector;
}

export interface Vector {
  readonly start: number;
  readonly end: number;
  readonly exact: boolean;
}

/** One for all: a hello has ten of them. */
const vector = { start: 0, end: 0, exact: false };
