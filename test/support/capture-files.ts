import { concat, padded } from "./wire-bytes";

/**
 * Builds capture files as bytes, in every variant the reader knows.
 *
 * pcap: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html,
 * pcapng: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html.
 */

export type ByteOrder = "little" | "big";

/** A packet to be written. */
export interface RecordedPacket {
  /** Microseconds since 1970-01-01 UTC. */
  readonly timeUs: number;
  readonly bytes: Uint8Array;
  /** Length on the wire. @default - the length of `bytes` */
  readonly wireLength?: number;
}

export interface PcapOptions {
  /** @default "little" */
  readonly byteOrder?: ByteOrder;
  /** @default "micro" */
  readonly resolution?: "micro" | "nano";
  /**
   * `kuznetzov` has record headers eight bytes longer (a patch of libpcap in the 1990s), `ixia` a file header four bytes
   * longer and always nanoseconds.
   *
   * @default "standard"
   */
  readonly variant?: "standard" | "kuznetzov" | "ixia";
  /** The whole 32-bit field, with FCS length in its upper bits. @default 1, Ethernet */
  readonly linkType?: number;
  /** @default 262144 */
  readonly snapLength?: number;
  readonly packets: readonly RecordedPacket[];
}

/** A whole pcap file. */
export function pcapFile(options: PcapOptions): Uint8Array {
  return concat(pcapHeader(options), ...options.packets.map((packet) => pcapRecord(packet, options)));
}

/** What stands before the first record: 24 bytes, or 28 for IXIA. */
export function pcapHeader(options: Omit<PcapOptions, "packets"> = {}): Uint8Array {
  const { u16, u32 } = integers(options.byteOrder ?? "little");
  const lengths = concat(u32(0), u32(0), u32(options.snapLength ?? 262_144));
  const header = concat(u32(pcapMagic(options)), u16(2), u16(4), lengths, u32(options.linkType ?? 1));
  return options.variant === "ixia" ? concat(header, u32(0)) : header;
}

function pcapMagic({ variant, resolution }: Omit<PcapOptions, "packets">): number {
  if (variant === "kuznetzov") return 0xa1b2cd34;
  if (variant === "ixia") return 0x1c0001ac;
  return resolution === "nano" ? 0xa1b23c4d : 0xa1b2c3d4;
}

/** One record of a pcap file: header and packet. */
export function pcapRecord(packet: RecordedPacket, options: Omit<PcapOptions, "packets"> = {}): Uint8Array {
  const { u16, u32 } = integers(options.byteOrder ?? "little");
  const seconds = Math.floor(packet.timeUs / 1e6);
  const fraction = (packet.timeUs - seconds * 1e6) * (options.resolution === "nano" ? 1000 : 1);
  const { bytes } = packet;
  const extra = options.variant === "kuznetzov" ? concat(u32(1), u16(0x0800), u16(0)) : new Uint8Array(0);
  return concat(u32(seconds), u32(fraction), u32(bytes.length), u32(packet.wireLength ?? bytes.length), extra, bytes);
}

/** An interface of a pcapng section. */
export interface InterfaceOptions {
  /** @default 1, Ethernet */
  readonly linkType?: number;
  /** @default 262144 */
  readonly snapLength?: number;
  /** The byte of if_tsresol: 6 is 10^-6, 9 is 10^-9, 0x80 | 20 is 2^-20. @default - left out, which means 10^-6 */
  readonly timestampResolution?: number;
  /** if_tsoffset in seconds. @default - left out, which means 0 */
  readonly timestampOffset?: number;
}

/** A packet of a pcapng block, with its time in ticks of its interface. */
export interface BlockPacket {
  /** @default 0 */
  readonly interfaceId?: number;
  readonly ticks: bigint;
  readonly bytes: Uint8Array;
  /** @default - the length of `bytes` */
  readonly wireLength?: number;
  /** Bytes of options, from `option`. */
  readonly options?: Uint8Array;
}

/** Builders of pcapng blocks in one byte order; a file is their concatenation. */
export function pcapngBlocks(byteOrder: ByteOrder = "little") {
  const { u16, u32, u64 } = integers(byteOrder);

  /** Any block; the body is padded to four bytes. */
  const block = (type: number, body: Uint8Array): Uint8Array => {
    const inner = padded(body, 4);
    return concat(u32(type), u32(inner.length + 12), inner, u32(inner.length + 12));
  };
  const option = (code: number, value: Uint8Array): Uint8Array =>
    concat(u16(code), u16(value.length), padded(value, 4));
  const endOfOptions = concat(u16(0), u16(0));
  const packetBody = (packet: BlockPacket): Uint8Array =>
    concat(
      u32(Number(packet.ticks >> 32n)),
      u32(Number(packet.ticks & 0xffffffffn)),
      u32(packet.bytes.length),
      u32(packet.wireLength ?? packet.bytes.length),
      padded(packet.bytes, 4),
      packet.options ?? new Uint8Array(0),
    );

  return {
    block,
    option,
    endOfOptions,
    /** Section Header Block. @param sectionLength -1, unknown, unless given */
    section: (sectionLength = -1n): Uint8Array =>
      block(0x0a0d0d0a, concat(u32(0x1a2b3c4d), u16(1), u16(0), u64(BigInt.asUintN(64, sectionLength)))),
    /** Interface Description Block. */
    interface: (options: InterfaceOptions = {}): Uint8Array => {
      const fields = concat(u16(options.linkType ?? 1), u16(0), u32(options.snapLength ?? 262_144));
      const resolution = options.timestampResolution;
      const offset = options.timestampOffset;
      return block(
        1,
        concat(
          fields,
          option(2, new TextEncoder().encode("capture0")),
          resolution === undefined ? new Uint8Array(0) : option(9, Uint8Array.of(resolution)),
          offset === undefined ? new Uint8Array(0) : option(14, u64(BigInt.asUintN(64, BigInt(offset)))),
          endOfOptions,
        ),
      );
    },
    /** Enhanced Packet Block. */
    enhanced: (packet: BlockPacket): Uint8Array => block(6, concat(u32(packet.interfaceId ?? 0), packetBody(packet))),
    /** Simple Packet Block: no time, interface 0, the captured length only by its interface's snap length. */
    simple: (bytes: Uint8Array, wireLength = bytes.length): Uint8Array => block(3, concat(u32(wireLength), bytes)),
    /** Packet Block, obsolete. */
    obsolete: (packet: BlockPacket): Uint8Array =>
      block(2, concat(u16(packet.interfaceId ?? 0), u16(0xffff), packetBody(packet))),
    nameResolution: (): Uint8Array => block(4, concat(u16(0), u16(0))),
    interfaceStatistics: (interfaceId = 0): Uint8Array => block(5, concat(u32(interfaceId), u32(0), u32(0))),
    /** Decryption Secrets Block with a TLS key log. */
    decryptionSecrets: (secrets: string): Uint8Array => {
      const data = new TextEncoder().encode(secrets);
      return block(10, concat(u32(0x544c534b), u32(data.length), data));
    },
    /** Custom Block, under the example enterprise number of RFC 5612. */
    custom: (data: Uint8Array): Uint8Array => block(0xbad, concat(u32(32473), data)),
  };
}

/** A whole pcapng file of one section and one interface. */
export function pcapngFile(options: {
  readonly byteOrder?: ByteOrder;
  readonly interface?: InterfaceOptions;
  readonly packets: readonly RecordedPacket[];
}): Uint8Array {
  const blocks = pcapngBlocks(options.byteOrder);
  const packets = options.packets.map((packet) =>
    blocks.enhanced({ ticks: BigInt(packet.timeUs), bytes: packet.bytes, wireLength: packet.wireLength }),
  );
  return concat(blocks.section(), blocks.interface(options.interface), ...packets);
}

/** A whole pcapng file of packets of any link types, with an interface for each. */
export function captureOf(packets: readonly (RecordedPacket & { readonly linkType: number })[]): Uint8Array {
  const blocks = pcapngBlocks();
  const linkTypes = Array.from(new Set(packets.map(({ linkType }) => linkType)));
  return concat(
    blocks.section(),
    ...linkTypes.map((linkType) => blocks.interface({ linkType })),
    ...packets.map(({ timeUs, bytes, wireLength, linkType }) =>
      blocks.enhanced({ interfaceId: linkTypes.indexOf(linkType), ticks: BigInt(timeUs), bytes, wireLength }),
    ),
  );
}

function integers(byteOrder: ByteOrder) {
  const ordered = (bytes: Uint8Array): Uint8Array => (byteOrder === "little" ? bytes.reverse() : bytes);
  return {
    u16: (value: number): Uint8Array => ordered(Uint8Array.of(value >>> 8, value)),
    u32: (value: number): Uint8Array => ordered(Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)),
    u64: (value: bigint): Uint8Array =>
      ordered(Uint8Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(56 - 8 * index)) & 0xffn))),
  };
}
