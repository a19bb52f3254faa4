/**
 * A record's line that waits for its turn: without the lists of its hello, which are most of it and shared by all clients of
 * a kind.
 */
import { Entry, release } from "../bytes/byte-memo";

/** The line's bytes follow. */
@unmanaged
export class HeldLine {
  length: i32;
  /** Where in it the lists of the hello belong; -1 where there are none. */
  listsAt: i32;
  /** Number of the packet from which its connection is reported. */
  ordinal: f64;
  /** The kind of client whose lists they are. */
  kind: Entry | null;

  @inline
  get bytes(): usize {
    return changetype<usize>(this) + offsetof<HeldLine>();
  }
}

/** Copies a line of `length` bytes; `kind` is that of its hello, whose lists belong `listsAt` bytes behind its beginning. */
export function holdLine(start: usize, length: i32, kind: Entry | null, listsAt: i32): HeldLine {
  const line = changetype<HeldLine>(heap.alloc(offsetof<HeldLine>() + length));
  line.length = length;
  line.listsAt = listsAt;
  line.ordinal = 0;
  line.kind = kind;
  if (kind !== null) kind.references++;
  memory.copy(line.bytes, start, length);
  return line;
}

export function dropLine(line: HeldLine): void {
  release(line.kind);
  heap.free(changetype<usize>(line));
}
