/** Writes bytes, piece by piece, into one buffer that grows: text as UTF-8 without putting a string together first. */
export class ByteWriter {
  /** What was written is `bytes[0, length)`. Another array once the buffer has grown. */
  bytes: Uint8Array;
  length = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
  }

  /** A loop and no call into Node's encoder, which for pieces of a few characters takes ten times as long. */
  text(text: string): void {
    const end = this.length + text.length;
    if (end > this.bytes.length) this.#grow(end);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > LAST_ASCII) {
        this.length = at;
        const rest = Buffer.from(text.slice(i));
        this.copy(rest, 0, rest.length);
        return;
      }
      bytes[at++] = code;
    }
    this.length = at;
  }

  /** `bytes[start, end)`. */
  copy(bytes: Uint8Array, start: number, end: number): void {
    const grown = this.length + end - start;
    if (grown > this.bytes.length) this.#grow(grown);
    if (end - start > MAX_COPIED_BY_LOOP) this.bytes.set(bytes.subarray(start, end), this.length);
    else for (let from = start, to = this.length; from < end; from++, to++) this.bytes[to] = bytes[from] ?? 0;
    this.length = grown;
  }

  #grow(needed: number): void {
    const bytes = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
    bytes.set(this.bytes.subarray(0, this.length));
    this.bytes = bytes;
  }
}

const LAST_ASCII = 0x7f;
/** The view that `set` wants of a part costs as much as some dozen bytes one by one. */
const MAX_COPIED_BY_LOOP = 32;
