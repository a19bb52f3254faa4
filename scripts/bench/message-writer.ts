/** Longest message written: a hello or a certificate chain. */
const CAPACITY = 64 * 1024;

/** Writes TLS messages: big-endian numbers, and vectors whose length is told before them. */
export class MessageWriter {
  readonly #bytes = new Uint8Array(CAPACITY);
  #length = 0;

  /** Starts over. */
  reset(): this {
    this.#length = 0;
    return this;
  }

  u8(value: number): this {
    this.#bytes[this.#length++] = value;
    return this;
  }

  u16(value: number): this {
    return this.u8(value >>> 8).u8(value);
  }

  u24(value: number): this {
    return this.u8(value >>> 16).u16(value);
  }

  u16s(values: readonly number[]): this {
    for (const value of values) this.u16(value);
    return this;
  }

  bytes(bytes: Uint8Array): this {
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  ascii(text: string): this {
    return this.bytes(Buffer.from(text, "latin1"));
  }

  /** What `write` writes, after its length in `lengthBytes` bytes. */
  vector(lengthBytes: 1 | 2 | 3, write: () => void): this {
    const at = this.#length;
    this.#length += lengthBytes;
    write();
    const length = this.#length - at - lengthBytes;
    for (let i = 0; i < lengthBytes; i++) this.#bytes[at + i] = length >>> (8 * (lengthBytes - 1 - i));
    return this;
  }

  /** A copy of what was written since `reset`. */
  taken(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

export const RecordType = { CHANGE_CIPHER_SPEC: 20, ALERT: 21, HANDSHAKE: 22, APPLICATION_DATA: 23 } as const;

/** One TLS record. */
export function writeRecord(writer: MessageWriter, type: number, version: number, write: () => void): void {
  writer.u8(type).u16(version).vector(2, write);
}

/** One handshake message, in a record of its own. */
export function writeHandshake(writer: MessageWriter, messageType: number, version: number, write: () => void): void {
  writeRecord(writer, RecordType.HANDSHAKE, version, () => writer.u8(messageType).vector(3, write));
}
