/** How a reading went: of bytes that are missing the capture may be guilty, of lengths that contradict each other the peer. */
export enum ReadStatus {
  OK = 0,
  TRUNCATED = 1,
  MALFORMED = 2,
}

/** Where nothing could be read. */
export const NOWHERE: usize = 0;

/**
 * Reads big-endian fields, one structure after the other: there is one cursor for all.
 *
 * Read a structure straight through and look at `status` once: after the first failed read every later one returns 0.
 */
@unmanaged
class ByteCursor {
  position: usize = 0;
  end: usize = 0;
  depth: i32 = 0;
  status: ReadStatus = ReadStatus.OK;

  reset(start: usize, end: usize): void {
    this.position = start;
    this.end = end;
    this.depth = 0;
    this.status = ReadStatus.OK;
  }

  /** Bytes left before the end, or before the limit set by `enter`. */
  @inline
  get remaining(): i32 {
    return <i32>(this.end - this.position);
  }

  byte(): i32 {
    const at = this.skip(1);
    return at === NOWHERE ? 0 : load<u8>(at);
  }

  short(): i32 {
    const at = this.skip(2);
    return at === NOWHERE ? 0 : bswap<u16>(load<u16>(at));
  }

  triple(): i32 {
    const at = this.skip(3);
    return at === NOWHERE ? 0 : (bswap<u16>(load<u16>(at)) << 8) | load<u8>(at, 2);
  }

  /** Steps over `count` bytes and returns where they began, or `NOWHERE`. */
  skip(count: i32): usize {
    const at = this.position;
    if (this.status !== ReadStatus.OK || <usize>count > this.end - at) {
      this.fail();
      return NOWHERE;
    }
    this.position = at + count;
    return at;
  }

  /** Limits reads to the next `count` bytes. Hand the result to `leave`. */
  enter(count: i32): usize {
    const outer = this.end;
    if (<usize>count > outer - this.position) this.fail();
    else this.end = this.position + count;
    this.depth++;
    return outer;
  }

  /** Ends the limit set by `enter`, stepping over bytes left unread. */
  leave(outer: usize): void {
    if (this.status === ReadStatus.OK) this.position = this.end;
    this.end = outer;
    this.depth--;
  }

  /** Past the captured bytes the peer may be fine; past a length it announced itself it is not. */
  private fail(): void {
    if (this.status === ReadStatus.OK) this.status = this.depth === 0 ? ReadStatus.TRUNCATED : ReadStatus.MALFORMED;
  }
}

export const cursor = changetype<ByteCursor>(memory.data(offsetof<ByteCursor>(), 8));

/** What kept a hello from being read to its end, once the cursor has gone through it. `missing`: the capture lost bytes of it. */
export function readingOf(missing: bool): ReadStatus {
  if (cursor.status === ReadStatus.MALFORMED) return ReadStatus.MALFORMED;
  if (missing) return ReadStatus.TRUNCATED;
  return cursor.status === ReadStatus.OK ? ReadStatus.OK : ReadStatus.MALFORMED;
}
