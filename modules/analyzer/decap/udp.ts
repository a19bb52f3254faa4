/**
 * UDP, RFC 768, and what it may carry here: VXLAN, GENEVE, or TLS's relatives that are counted and left alone.
 *
 *     0: source port   2: destination port   4: length   6: checksum (never verified)
 */

import { u16, u8 } from "../bytes/big-endian";
import { missing, type Frame } from "./frame";

export const UdpPort = { VXLAN: 4789, GENEVE: 6081, HTTPS: 443 } as const;

/** Reads ports and leaves the frame on the payload. */
export function decodeUdp(frame: Frame): "ok" | "truncated" | "malformed" {
  const { bytes, start } = frame;
  if (frame.end - start < 8) return missing(frame, 8);
  frame.sourcePort = u16(bytes, start);
  frame.destinationPort = u16(bytes, start + 2);
  const length = u16(bytes, start + 4);
  // Zero is a jumbogram's (RFC 2675 section 4); the IP length holds.
  if (length !== 0) {
    if (length < 8) return "malformed";
    const wireEnd = start + length;
    if (wireEnd < frame.wireEnd) frame.wireEnd = wireEnd;
    if (frame.end > frame.wireEnd) frame.end = frame.wireEnd;
  }
  frame.start = start + 8;
  return "ok";
}

/** QUIC by its port, DTLS by its record header (RFC 6347 section 4.1): content type, then version 254.255 or 254.253. */
export function classifyUdp(frame: Frame): "quic" | "dtls" | "other" {
  const { bytes, start, end } = frame;
  if (end - start >= 13) {
    const type = u8(bytes, start);
    const version = u16(bytes, start + 1);
    if (type >= 20 && type <= 23 && (version === 0xfeff || version === 0xfefd)) return "dtls";
  }
  if (frame.sourcePort === UdpPort.HTTPS || frame.destinationPort === UdpPort.HTTPS) return "quic";
  return "other";
}
