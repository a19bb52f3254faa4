/** One captured packet, lent by the reader until its next call of `next` or `fill`. */
export interface Packet {
  /** The reader's buffer; only `[start, end)` belongs to this packet. */
  bytes: Uint8Array;
  /**
   * Tells one filling of the buffer from all others of all buffers: as long as it is the same, so is what lies in `bytes`,
   * and a copy of the whole serves all packets in it. 0 for bytes of which nothing is known.
   */
  filling: number;
  /** Where the packet begins in `bytes`. */
  start: number;
  /** Where it ends: the first byte that is not its own. */
  end: number;
  /** Length on the wire; larger than `end - start` when the capture cut the packet. */
  wireLength: number;
  /**
   * Capture time in microseconds since 1970-01-01 UTC; finer resolutions are cut off.
   * From 0 to `Number.MAX_SAFE_INTEGER` (the year 2255) whatever a damaged capture claims.
   */
  timeUs: number;
  /** Link type as registered by tcpdump.org: {@link LinkType}. */
  linkType: number;
}

/** Link types that can be read, with their registered numbers (https://www.tcpdump.org/linktypes.html). */
export const LinkType = {
  NULL: 0,
  ETHERNET: 1,
  RAW_BSD: 12,
  RAW_OPENBSD: 14,
  RAW: 101,
  LOOP: 108,
  LINUX_SLL: 113,
  IPV4: 228,
  IPV6: 229,
  LINUX_SLL2: 276,
} as const;

const READABLE: ReadonlySet<number> = new Set(Object.values(LinkType));

/** Packets of other link types are counted and skipped. */
export function isReadableLinkType(linkType: number): boolean {
  return READABLE.has(linkType);
}

/** A packet for a reader to fill. */
export function emptyPacket(): Packet {
  return {
    bytes: new Uint8Array(0),
    filling: 0,
    start: 0,
    end: 0,
    wireLength: 0,
    timeUs: 0,
    linkType: LinkType.ETHERNET,
  };
}

/** Copies the fields; the bytes stay where they are. */
export function copyPacket(from: Packet, to: Packet): void {
  to.bytes = from.bytes;
  to.filling = from.filling;
  to.start = from.start;
  to.end = from.end;
  to.wireLength = from.wireLength;
  to.timeUs = from.timeUs;
  to.linkType = from.linkType;
}
