/**
 * IPv4, RFC 791 section 3.1.
 *
 *     0: version, header length in words   2: total length   4: identification   6: flags, fragment offset in 8 bytes
 *     9: protocol   12: source   16: destination
 */

import { i32, u16, u8 } from "../bytes/big-endian";
import { IPV4_MAPPED, missing, type Frame } from "./frame";

const MORE_FRAGMENTS = 0x2000;
const OFFSET_MASK = 0x1fff;

/** `fragment`: addresses and protocol are set, `start` is still on the IP header. */
export function decodeIpv4(frame: Frame): "ok" | "fragment" | "truncated" | "malformed" {
  const { bytes, start, addresses } = frame;
  if (frame.end - start < 20) return missing(frame, 20);
  const headerLength = (u8(bytes, start) & 0x0f) * 4;
  if (u8(bytes, start) >> 4 !== 4 || headerLength < 20) return "malformed";

  // Zero is what a network card's segmentation offload leaves for the wire length to tell.
  const totalLength = u16(bytes, start + 2);
  if (totalLength !== 0) {
    if (totalLength < headerLength) return "malformed";
    // A sliced copy announces more than it holds; Ethernet padding is held and not announced.
    frame.wireEnd = start + totalLength;
    if (frame.end > frame.wireEnd) frame.end = frame.wireEnd;
  }

  frame.protocol = u8(bytes, start + 9);
  addresses[0] = 0;
  addresses[1] = 0;
  addresses[2] = IPV4_MAPPED;
  addresses[3] = i32(bytes, start + 12);
  addresses[4] = 0;
  addresses[5] = 0;
  addresses[6] = IPV4_MAPPED;
  addresses[7] = i32(bytes, start + 16);

  if ((u16(bytes, start + 6) & (MORE_FRAGMENTS | OFFSET_MASK)) !== 0) return "fragment";
  if (frame.end - start < headerLength) return missing(frame, headerLength);
  frame.start = start + headerLength;
  return "ok";
}

/** Where a fragment belongs; for a frame on which {@link decodeIpv4} answered `fragment`. */
export function ipv4Fragment(frame: Frame): { id: number; offset: number; last: boolean; payload: number } {
  const { bytes, start } = frame;
  const field = u16(bytes, start + 6);
  return {
    id: u16(bytes, start + 4),
    offset: (field & OFFSET_MASK) * 8,
    last: (field & MORE_FRAGMENTS) === 0,
    payload: start + (u8(bytes, start) & 0x0f) * 4,
  };
}
