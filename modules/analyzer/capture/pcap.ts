import type { ByteWindow } from "./byte-window";
import type { CaptureFormat, Step } from "./capture-format";
import { starve } from "./capture-format";
import { lengthBeyondLimit, emptyRecord } from "./errors";
import type { Packet } from "./packet";
import { isReadableLinkType, LinkType } from "./packet";
import type { PcapRecords } from "./pcap-records";
import type { SkippedPackets } from "./skipped-packets";

// https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html
//
//   file:   magic(4) version(2+2) zone(4) accuracy(4) snap length(4) link type(4)
//   record: seconds(4) fraction(4) captured length(4) wire length(4) packet
//
// All in the byte order of the host that wrote it, told by the magic number.

/** libpcap's MAXIMUM_SNAPLEN. The snap length of the header is not believed: 0 and absurd values occur. */
export const MAX_PCAP_PACKET_BYTES = 256 * 1024;

/** FCS length and flags stand above the link type. */
const LINK_TYPE_MASK = 0xffff;

/** Before version 2.4, and in DG/UX's 2.543, the two lengths of a record could be in the opposite order. */
const LAST_UNSETTLED_MINOR = 3;
const DGUX_MINOR = 543;

/** What a magic number says about the file. */
interface PcapVariant {
  readonly fileHeaderBytes: number;
  readonly recordHeaderBytes: number;
  readonly fractionsPerUs: number;
}

const STANDARD: PcapVariant = { fileHeaderBytes: 24, recordHeaderBytes: 16, fractionsPerUs: 1 };

const VARIANTS: ReadonlyMap<number, PcapVariant> = new Map([
  [0xa1b2c3d4, STANDARD],
  [0xa1b23c4d, { ...STANDARD, fractionsPerUs: 1000 }],
  // Kuznetzov's patch of libpcap, 1990s Linux: interface, protocol and packet type after each record header.
  [0xa1b2cd34, { ...STANDARD, recordHeaderBytes: 24 }],
  // IXIA, hardware and software: the size of all records after the file header, and nanoseconds.
  [0x1c0001ac, { ...STANDARD, fileHeaderBytes: 28, fractionsPerUs: 1000 }],
  [0x1c0001ab, { ...STANDARD, fileHeaderBytes: 28, fractionsPerUs: 1000 }],
]);

/** The variant and byte order of a pcap file, told by its first four bytes, which must be there; null for anything else. */
export function pcapVariantOf(head: DataView): { variant: PcapVariant; littleEndian: boolean } | null {
  for (const littleEndian of [true, false]) {
    const variant = VARIANTS.get(head.getUint32(0, littleEndian));
    if (variant !== undefined) return { variant, littleEndian };
  }
  return null;
}

/** Reads the records of a pcap file. */
export class PcapFormat implements CaptureFormat {
  damage = "";
  readonly #littleEndian: boolean;
  readonly #variant: PcapVariant;
  readonly #skipped: SkippedPackets;
  #hasHeader = false;
  #linkType = 0;
  #isReadable = false;
  #lengthsMaySwap = false;
  readonly #records: PcapRecords;

  constructor(variant: PcapVariant, littleEndian: boolean, skipped: SkippedPackets) {
    this.#variant = variant;
    this.#littleEndian = littleEndian;
    this.#skipped = skipped;
    this.#records = {
      bytes: new Uint8Array(0),
      filling: 0,
      start: 0,
      end: 0,
      beforeUs: Infinity,
      headerBytes: variant.recordHeaderBytes,
      littleEndian,
      fractionsPerUs: variant.fractionsPerUs,
    };
  }

  get unit(): string {
    return this.#hasHeader ? "packet record" : "file header";
  }

  next(window: ByteWindow, packet: Packet): Step {
    if (!this.#hasHeader && !this.#readFileHeader(window)) return starve(window, this.#variant.fileHeaderBytes);

    const little = this.#littleEndian;
    const headerBytes = this.#variant.recordHeaderBytes;
    const view = window.view;
    for (;;) {
      const header = window.position;
      if (window.end - header < headerBytes) return starve(window, headerBytes);
      const seconds = view.getUint32(header, little);
      const fraction = view.getUint32(header + 4, little);
      let captured = view.getUint32(header + 8, little);
      let wire = view.getUint32(header + 12, little);
      if (this.#lengthsMaySwap && captured > wire) [captured, wire] = [wire, captured];
      if (captured > MAX_PCAP_PACKET_BYTES) return this.#damaged(lengthBeyondLimit(captured, MAX_PCAP_PACKET_BYTES));
      if (captured === 0 && wire === 0) return this.#damaged(emptyRecord());

      const start = header + headerBytes;
      const end = start + captured;
      if (end > window.end) return starve(window, end - header);
      if (this.#isReadable) {
        window.position = end;
        packet.bytes = window.bytes;
        packet.filling = window.filling;
        packet.start = start;
        packet.end = end;
        packet.wireLength = wire > captured ? wire : captured;
        packet.timeUs = seconds * 1e6 + Math.floor(fraction / this.#variant.fractionsPerUs);
        packet.linkType = this.#linkType;
        return "packet";
      }
      this.#skipped.add(this.#linkType, window.offset);
      window.position = end;
    }
  }

  records(window: ByteWindow): PcapRecords | null {
    if (!this.#hasHeader || this.#lengthsMaySwap || this.#linkType !== LinkType.ETHERNET) return null;
    const records = this.#records;
    records.bytes = window.bytes;
    records.filling = window.filling;
    records.start = window.position;
    records.end = window.end;
    return records;
  }

  #readFileHeader(window: ByteWindow): boolean {
    if (window.available < this.#variant.fileHeaderBytes) return false;
    const { view, position } = window;
    const minor = view.getUint16(position + 6, this.#littleEndian);
    this.#lengthsMaySwap = minor <= LAST_UNSETTLED_MINOR || minor === DGUX_MINOR;
    this.#linkType = view.getUint32(position + 20, this.#littleEndian) & LINK_TYPE_MASK;
    this.#isReadable = isReadableLinkType(this.#linkType);
    this.#hasHeader = true;
    window.position += this.#variant.fileHeaderBytes;
    return true;
  }

  #damaged(message: string): "damaged" {
    this.damage = message;
    return "damaged";
  }
}
