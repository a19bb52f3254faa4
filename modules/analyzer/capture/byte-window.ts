/** Bytes of one packet or block that are ever held at once; Wireshark refuses larger blocks too. */
export const MAX_BLOCK_BYTES = 16 * 1024 * 1024;

let fillings = 0;

function nextFilling(): number {
  return ++fillings;
}

/**
 * The part of a capture that is in memory: filled at its end by a source, parsed from its front by a format.
 *
 * One buffer serves all chunks of a capture, and captures after it. The view is made once per buffer, because
 * `DataView` reads both byte orders as fast as indexed bytes while a view per packet would cost more than the parsing.
 */
export class ByteWindow {
  bytes: Uint8Array;
  view: DataView;
  /** Next byte to parse. */
  position = 0;
  /** End of the bytes read so far. */
  end = 0;
  /** Bytes from `position` on which the parser must have before it can go on. */
  needed = 0;
  /** `Packet.filling` of the packets in it. */
  filling = nextFilling();
  /** Where `bytes[0]` lies in the capture. */
  #origin = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Offset of the next byte to parse, from the beginning of the capture. */
  get offset(): number {
    return this.#origin + this.position;
  }

  get available(): number {
    return this.end - this.position;
  }

  /** Room for further bytes at `end`. */
  get room(): number {
    return this.bytes.length - this.end;
  }

  /** Forgets everything, for another capture. */
  reset(): void {
    this.position = 0;
    this.end = 0;
    this.needed = 0;
    this.#origin = 0;
    this.filling = nextFilling();
  }

  /** Moves what is left to the front. Grows only for a packet larger than the buffer. */
  makeRoom(): void {
    const target = this.needed > this.bytes.length ? new Uint8Array(powerOfTwoFrom(this.needed)) : this.bytes;
    if (target !== this.bytes) target.set(this.bytes.subarray(this.position, this.end));
    else if (this.position > 0) this.bytes.copyWithin(0, this.position, this.end);
    this.filling = nextFilling();
    this.#origin += this.position;
    this.end -= this.position;
    this.position = 0;
    if (target === this.bytes) return;
    this.#adopt(target);
  }

  /**
   * Goes on in another buffer, into which `length` bytes were read at `at`: puts what is left right before them, so that they lie
   * behind its end. Where there is more left than room, both are put into a buffer of their own.
   */
  goOnIn(other: Uint8Array, at: number, length: number): void {
    const left = this.bytes.subarray(this.position, this.end);
    const hasRoom = left.length <= at;
    const target = hasRoom ? other : new Uint8Array(left.length + length);
    const start = hasRoom ? at - left.length : 0;
    target.set(left, start);
    if (!hasRoom) target.set(other.subarray(at, at + length), left.length);
    this.filling = nextFilling();
    this.#origin += this.position - start;
    this.position = start;
    this.end = start + left.length;
    this.#adopt(target);
  }

  #adopt(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }
}

function powerOfTwoFrom(n: number): number {
  return 2 ** Math.ceil(Math.log2(n));
}
