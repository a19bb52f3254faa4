/** `truncated`: the capture cut it. `malformed`: the peer sent nonsense. They end in different sentences of the report. */
export type ReadStatus = "ok" | "truncated" | "malformed";

/**
 * Reads big-endian fields from borrowed bytes. Never throws, never copies.
 *
 * Read a structure straight through and look at `status` once: after the first failed read every later one returns 0.
 */
export class ByteCursor {
  #bytes: Uint8Array = new Uint8Array(0);
  #position = 0;
  #end = 0;
  #depth = 0;
  #status: ReadStatus = "ok";

  /** First failed read since `reset`. */
  get status(): ReadStatus {
    return this.#status;
  }

  /** Offset of the next byte in the bytes given to `reset`. */
  get position(): number {
    return this.#position;
  }

  /** Bytes left before the end, or before the limit set by `enter`. */
  get remaining(): number {
    return this.#end - this.#position;
  }

  /** Starts over on `bytes[start, end)`, borrowed until the next `reset`. */
  reset(bytes: Uint8Array, start = 0, end = bytes.length): this {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
    this.#depth = 0;
    this.#status = "ok";
    return this;
  }

  u8(): number {
    const p = this.#take(1);
    return p < 0 ? 0 : this.#bytes[p]!;
  }

  u16(): number {
    const p = this.#take(2);
    return p < 0 ? 0 : (this.#bytes[p]! << 8) | this.#bytes[p + 1]!;
  }

  u24(): number {
    const p = this.#take(3);
    return p < 0 ? 0 : (this.#bytes[p]! << 16) | (this.#bytes[p + 1]! << 8) | this.#bytes[p + 2]!;
  }

  /** Steps over `n` bytes and returns where they began, or -1. */
  skip(n: number): number {
    return this.#take(n);
  }

  /** Limits reads to the next `n` bytes. Hand the result to `leave`. */
  enter(n: number): number {
    const outer = this.#end;
    if (n > this.remaining) this.#fail();
    else this.#end = this.#position + n;
    this.#depth++;
    return outer;
  }

  /** Ends the limit set by `enter`, stepping over bytes left unread. */
  leave(outer: number): void {
    if (this.#status === "ok") this.#position = this.#end;
    this.#end = outer;
    this.#depth--;
  }

  #take(n: number): number {
    const p = this.#position;
    if (this.#status !== "ok" || p + n > this.#end) return this.#fail();
    this.#position = p + n;
    return p;
  }

  // Past the captured bytes the peer may be fine; past a length it announced itself it is not.
  #fail(): -1 {
    if (this.#status === "ok") this.#status = this.#depth === 0 ? "truncated" : "malformed";
    return -1;
  }
}
