import { LinkType } from "../../../../modules/analyzer/capture";
import { FrameDecoder } from "../../../../modules/analyzer/decap/decoder";
import { emptyFrame, type FrameKind } from "../../../../modules/analyzer/decap/frame";
import { addressText } from "../../../../modules/analyzer/report/addresses";

/** A decoded packet as text: what it is, from where to where, and its payload. */
export interface Decoded {
  readonly kind: FrameKind;
  readonly from: string;
  readonly to: string;
  readonly vni: number;
  /** Captured payload. */
  readonly payload: string;
  /** Bytes of payload on the wire. */
  readonly length: number;
}

export interface CaptureOptions {
  /** @default LinkType.ETHERNET */
  readonly linkType?: number;
  /** @default - the length of the bytes */
  readonly wireLength?: number;
  /** @default 0 */
  readonly timeUs?: number;
  /** @default - one of its own */
  readonly decoder?: FrameDecoder;
}

export function decode(bytes: Uint8Array, options: CaptureOptions = {}): Decoded {
  const { linkType = LinkType.ETHERNET, wireLength = bytes.length, timeUs = 0 } = options;
  const frame = emptyFrame();
  const decoder = options.decoder ?? new FrameDecoder();
  // The reader's buffer holds other packets before and behind.
  const buffer = new Uint8Array(bytes.length + 20).fill(0xee);
  buffer.set(bytes, 10);
  const packet = { bytes: buffer, filling: 0, start: 10, end: 10 + bytes.length, wireLength, timeUs, linkType };
  const kind = decoder.decode(packet, frame);
  return {
    kind,
    from: `${addressText(frame.addresses.slice(0, 4))}:${frame.sourcePort}`,
    to: `${addressText(frame.addresses.slice(4, 8))}:${frame.destinationPort}`,
    vni: frame.vni,
    payload: Buffer.from(frame.bytes.slice(frame.start, frame.end)).toString("latin1"),
    length: frame.wireEnd - frame.start,
  };
}
