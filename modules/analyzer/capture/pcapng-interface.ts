import { isReadableLinkType } from "./packet";
import { DEFAULT_RESOLUTION, TickClock } from "./timestamp";

/** An interface of a pcapng section: what its packets need to be read. */
export interface CaptureInterface {
  readonly linkType: number;
  readonly isReadable: boolean;
  /** Bytes kept of a packet; infinite where the block says 0. */
  readonly snapLength: number;
  readonly clock: TickClock;
}

const END_OF_OPTIONS = 0;
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;

/**
 * Reads the body `[start, end)`, at least eight bytes, of an interface description block.
 *
 * https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html section 4.2.
 * An option that does not fit ends the options, and one of the wrong length is left out: neither harms the packets.
 */
export function readInterface(view: DataView, start: number, end: number, littleEndian: boolean): CaptureInterface {
  const linkType = view.getUint16(start, littleEndian);
  const snapLength = view.getUint32(start + 4, littleEndian);
  let resolution = DEFAULT_RESOLUTION;
  let offsetSeconds = 0;
  let position = start + 8;
  while (position + 4 <= end) {
    const code = view.getUint16(position, littleEndian);
    const length = view.getUint16(position + 2, littleEndian);
    const value = position + 4;
    if (code === END_OF_OPTIONS || value + length > end) break;
    if (code === IF_TSRESOL && length === 1) resolution = view.getUint8(value);
    if (code === IF_TSOFFSET && length === 8) offsetSeconds = Number(view.getBigInt64(value, littleEndian));
    position = value + length + ((4 - (length % 4)) % 4);
  }
  return {
    linkType,
    isReadable: isReadableLinkType(linkType),
    snapLength: snapLength === 0 ? Infinity : snapLength,
    clock: new TickClock(resolution, offsetSeconds),
  };
}
