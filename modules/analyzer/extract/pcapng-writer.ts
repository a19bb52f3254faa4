import type { Packet } from "../capture/packet";

// https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html
//
//   block: type(4) length(4) body, padded to 4 bytes, length(4)

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const OPT_END = 0;
const SHB_USERAPPL = 4;
const IF_NAME = 2;
const IF_DESCRIPTION = 3;

/** Type and both lengths. */
const FRAME_BYTES = 12;
/** Interface, time and lengths of an enhanced packet block. */
const PACKET_FIELDS_BYTES = 20;

/** What libpcap takes for no limit; 0 says the same, but older readers refuse it. */
const SNAP_LENGTH = 262_144;

const BUFFER_BYTES = 256 * 1024;
/** Up to here a copy byte by byte is faster than the view that a copy in one needs. */
const SHORT_BYTES = 96;

/** An interface of the file, as Wireshark shows it. */
export interface CapturedInterface {
  readonly name: string;
  readonly description: string;
  /** {@link Packet.linkType} of its packets. */
  readonly linkType: number;
}

/** Writes packets as pcapng, little-endian, with times in microseconds. */
export class PcapngWriter {
  readonly #output: (bytes: Uint8Array) => void;
  #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #used = 0;
  #interfaces = 0;

  /**
   * Begins the file.
   *
   * @param output - takes the file piece by piece; the bytes are borrowed until it returns
   * @param application - the program that made the file
   */
  constructor(output: (bytes: Uint8Array) => void, application: string) {
    this.#output = output;
    const fields = Buffer.alloc(16);
    fields.writeUInt32LE(BYTE_ORDER_MAGIC, 0);
    fields.writeUInt16LE(1, 4);
    // The length of the section is not known before its end.
    fields.writeBigInt64LE(-1n, 8);
    this.#block(SECTION_HEADER, [fields, option(SHB_USERAPPL, application), endOfOptions()]);
  }

  /** Describes an interface and returns its number; to be called before its first packet. */
  describe({ name, description, linkType }: CapturedInterface): number {
    const fields = Buffer.alloc(8);
    fields.writeUInt16LE(linkType, 0);
    fields.writeUInt32LE(SNAP_LENGTH, 4);
    this.#block(INTERFACE_DESCRIPTION, [
      fields,
      option(IF_NAME, name),
      option(IF_DESCRIPTION, description),
      endOfOptions(),
    ]);
    return this.#interfaces++;
  }

  /**
   * Writes a packet that `describe`'s interface saw; its length on the wire stays.
   *
   * @param end - where the part to keep ends, at most `packet.end`
   */
  write(interfaceId: number, packet: Packet, end: number): void {
    const kept = end - packet.start;
    const padded = (kept + 3) & ~3;
    const length = FRAME_BYTES + PACKET_FIELDS_BYTES + padded;
    this.#makeRoom(length);
    const buffer = this.#buffer;
    let at = buffer.writeUInt32LE(ENHANCED_PACKET, this.#used);
    at = buffer.writeUInt32LE(length, at);
    at = buffer.writeUInt32LE(interfaceId, at);
    at = buffer.writeUInt32LE(Math.floor(packet.timeUs / 2 ** 32), at);
    at = buffer.writeUInt32LE(packet.timeUs % 2 ** 32, at);
    at = buffer.writeUInt32LE(kept, at);
    at = buffer.writeUInt32LE(packet.wireLength, at);
    copy(packet.bytes, packet.start, end, buffer, at);
    buffer.fill(0, at + kept, at + padded);
    this.#used = buffer.writeUInt32LE(length, at + padded);
  }

  /** Hands over what is still held; the file is whole after that. */
  flush(): void {
    if (this.#used > 0) this.#output(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }

  #block(type: number, parts: readonly Buffer[]): void {
    const body = Buffer.concat(parts);
    const length = FRAME_BYTES + body.length;
    this.#makeRoom(length);
    let at = this.#buffer.writeUInt32LE(type, this.#used);
    at = this.#buffer.writeUInt32LE(length, at);
    at += body.copy(this.#buffer, at);
    this.#used = this.#buffer.writeUInt32LE(length, at);
  }

  #makeRoom(length: number): void {
    if (this.#used + length <= this.#buffer.length) return;
    this.flush();
    if (length > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(length);
  }
}

function option(code: number, text: string): Buffer {
  const value = Buffer.from(text, "utf8");
  const bytes = Buffer.alloc(4 + ((value.length + 3) & ~3));
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt16LE(value.length, 2);
  value.copy(bytes, 4);
  return bytes;
}

function endOfOptions(): Buffer {
  return Buffer.alloc(4, OPT_END);
}

function copy(from: Uint8Array, start: number, end: number, to: Buffer, at: number): void {
  if (end - start > SHORT_BYTES) to.set(from.subarray(start, end), at);
  else for (let i = start; i < end; i++) to[at + i - start] = from[i] ?? 0;
}
