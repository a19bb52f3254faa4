import type { ByteWindow } from "./byte-window";
import { MAX_BLOCK_BYTES } from "./byte-window";
import type { CaptureFormat, Step } from "./capture-format";
import { starve } from "./capture-format";
import {
  blockLengthsDiffer,
  blockTooShort,
  capturedBeyondBlock,
  lengthBeyondLimit,
  tooManyInterfaces,
  undescribedInterface,
  unknownByteOrder,
  unknownPcapngVersion,
} from "./errors";
import type { Packet } from "./packet";
import type { CaptureInterface } from "./pcapng-interface";
import { readInterface } from "./pcapng-interface";
import type { SkippedPackets } from "./skipped-packets";

// https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html
//
//   block: type(4) length(4) body, padded to 4 bytes, length(4)
//
// The byte order is that of the section, told by its header block.

/** Blocks with packets or what packets need; every other type is stepped over. */
const BlockType = {
  SECTION_HEADER: 0x0a0d0d0a,
  INTERFACE_DESCRIPTION: 1,
  /** Obsolete. */
  PACKET: 2,
  SIMPLE_PACKET: 3,
  ENHANCED_PACKET: 6,
} as const;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Type and both lengths. */
const FRAME_BYTES = 12;
/** Fixed fields of a packet block before the packet: interface, time, lengths. */
const PACKET_FIELDS_BYTES = 20;
/** Interfaces of one section that are remembered; a busy host has some dozens. */
const MAX_INTERFACES = 65_536;

/** Whether a capture of at least four bytes begins with a section header, as far as it goes. */
export function isPcapng(head: DataView): boolean {
  if (head.getUint32(0) !== BlockType.SECTION_HEADER) return false;
  return head.byteLength < FRAME_BYTES || isLittleEndian(head, 8) !== null;
}

/** Reads the blocks of a pcapng file, section by section. */
export class PcapngFormat implements CaptureFormat {
  readonly unit = "block";
  damage = "";
  readonly #skipped: SkippedPackets;
  readonly #interfaces: CaptureInterface[] = [];
  #littleEndian = true;
  /** Of the last packet, for simple packet blocks, which have none. */
  #lastTimeUs = 0;

  constructor(skipped: SkippedPackets) {
    this.#skipped = skipped;
  }

  /** Blocks of several kinds and interfaces lie between each other: none. */
  records(): null {
    return null;
  }

  next(window: ByteWindow, packet: Packet): Step {
    for (;;) {
      if (window.available < FRAME_BYTES) return starve(window, FRAME_BYTES);
      const { view, position } = window;
      const type = view.getUint32(position, this.#littleEndian);
      // The type of a section header reads the same in both byte orders; its length does not.
      if (type === BlockType.SECTION_HEADER) {
        const littleEndian = isLittleEndian(view, position + 8);
        if (littleEndian === null) return this.#damaged(unknownByteOrder());
        this.#littleEndian = littleEndian;
      }
      const length = view.getUint32(position + 4, this.#littleEndian);
      // Some writers leave the padding of the packet out of the length.
      const paddedLength = length + ((4 - (length % 4)) % 4);
      if (length < FRAME_BYTES) return this.#damaged(blockTooShort(type, length));
      if (length > MAX_BLOCK_BYTES) return this.#damaged(lengthBeyondLimit(length, MAX_BLOCK_BYTES));
      if (window.available < paddedLength) return starve(window, paddedLength);
      const trailer = view.getUint32(position + paddedLength - 4, this.#littleEndian);
      if (trailer !== length) return this.#damaged(blockLengthsDiffer(length, trailer));

      const step = this.#readBlock(type, window, position + 8, position + paddedLength - 4, packet);
      if (step === "damaged") return step;
      window.position = position + paddedLength;
      if (step === "packet") return step;
    }
  }

  /** Reads the block whose body is `[start, end)`; the window still stands at its beginning. */
  #readBlock(
    type: number,
    window: ByteWindow,
    start: number,
    end: number,
    packet: Packet,
  ): "packet" | "none" | "damaged" {
    const view = window.view;
    switch (type) {
      case BlockType.ENHANCED_PACKET: {
        if (end - start < PACKET_FIELDS_BYTES) return this.#damaged(blockTooShort(type, end - start + FRAME_BYTES));
        const interfaceId = view.getUint32(start, this.#littleEndian);
        return this.#lendPacket(interfaceId, window, start, end, packet);
      }
      case BlockType.PACKET: {
        if (end - start < PACKET_FIELDS_BYTES) return this.#damaged(blockTooShort(type, end - start + FRAME_BYTES));
        // The other half of the word counts packets dropped.
        const interfaceId = view.getUint16(start, this.#littleEndian);
        return this.#lendPacket(interfaceId, window, start, end, packet);
      }
      case BlockType.SIMPLE_PACKET:
        return this.#lendSimplePacket(window, start, end, packet);
      case BlockType.INTERFACE_DESCRIPTION:
        if (end - start < 8) return this.#damaged(blockTooShort(type, end - start + FRAME_BYTES));
        if (this.#interfaces.length === MAX_INTERFACES) return this.#damaged(tooManyInterfaces(MAX_INTERFACES));
        this.#interfaces.push(readInterface(view, start, end, this.#littleEndian));
        return "none";
      case BlockType.SECTION_HEADER:
        return this.#beginSection(view, start, end);
      default:
        return "none";
    }
  }

  #beginSection(view: DataView, start: number, end: number): "none" | "damaged" {
    if (end - start < 16) return this.#damaged(blockTooShort(BlockType.SECTION_HEADER, end - start + FRAME_BYTES));
    const major = view.getUint16(start + 4, this.#littleEndian);
    const minor = view.getUint16(start + 6, this.#littleEndian);
    if (major !== 1) return this.#damaged(unknownPcapngVersion(major, minor));
    this.#interfaces.length = 0;
    return "none";
  }

  /** Enhanced and obsolete packet blocks differ only in how they name the interface. */
  #lendPacket(
    interfaceId: number,
    window: ByteWindow,
    start: number,
    end: number,
    packet: Packet,
  ): "packet" | "none" | "damaged" {
    const view = window.view;
    const little = this.#littleEndian;
    const source = this.#interfaces[interfaceId];
    if (source === undefined) return this.#damaged(undescribedInterface(interfaceId));
    const captured = view.getUint32(start + 12, little);
    if (captured > end - start - PACKET_FIELDS_BYTES) return this.#damaged(capturedBeyondBlock(captured));
    if (!source.isReadable) return this.#skip(source, window);

    const wire = view.getUint32(start + 16, little);
    this.#lastTimeUs = source.clock.microseconds(view.getUint32(start + 4, little), view.getUint32(start + 8, little));
    packet.bytes = window.bytes;
    packet.filling = window.filling;
    packet.start = start + PACKET_FIELDS_BYTES;
    packet.end = packet.start + captured;
    packet.wireLength = wire > captured ? wire : captured;
    packet.timeUs = this.#lastTimeUs;
    packet.linkType = source.linkType;
    return "packet";
  }

  #lendSimplePacket(window: ByteWindow, start: number, end: number, packet: Packet): "packet" | "none" | "damaged" {
    if (end - start < 4) return this.#damaged(blockTooShort(BlockType.SIMPLE_PACKET, end - start + FRAME_BYTES));
    const source = this.#interfaces[0];
    if (source === undefined) return this.#damaged(undescribedInterface(0));
    if (!source.isReadable) return this.#skip(source, window);

    const wire = window.view.getUint32(start, this.#littleEndian);
    packet.bytes = window.bytes;
    packet.filling = window.filling;
    packet.start = start + 4;
    packet.end = packet.start + Math.min(wire, source.snapLength, end - start - 4);
    packet.wireLength = wire;
    packet.timeUs = this.#lastTimeUs;
    packet.linkType = source.linkType;
    return "packet";
  }

  #skip(source: CaptureInterface, window: ByteWindow): "none" {
    this.#skipped.add(source.linkType, window.offset);
    return "none";
  }

  #damaged(message: string): "damaged" {
    this.damage = message;
    return "damaged";
  }
}

/** By the byte-order magic at `offset`; null when it is neither. */
function isLittleEndian(view: DataView, offset: number): boolean | null {
  if (view.getUint32(offset, true) === BYTE_ORDER_MAGIC) return true;
  return view.getUint32(offset, false) === BYTE_ORDER_MAGIC ? false : null;
}
