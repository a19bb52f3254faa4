/**
 * GENEVE, RFC 8926 section 3.4; what a Gateway Load Balancer wraps around the VXLAN packets it hands to collectors.
 *
 *     0: version (2 bits), options length in words (6 bits)   2: protocol type   4: VNI   8: options
 *
 * Its own VNI is the load balancer's business and not the mirror session's.
 */

import { u16, u8 } from "../bytes/big-endian";
import { missing, type Frame } from "./frame";

/** Protocol type of an inner Ethernet frame. */
export const TRANSPARENT_ETHERNET_BRIDGING = 0x6558;

/** Leaves the frame on the inner packet, with `protocol` its EtherType. */
export function decodeGeneve(frame: Frame): "ok" | "truncated" | "malformed" {
  const { bytes, start } = frame;
  if (frame.end - start < 8) return missing(frame, 8);
  if (u8(bytes, start) >> 6 !== 0) return "malformed";
  const headerLength = 8 + (u8(bytes, start) & 0x3f) * 4;
  if (frame.end - start < headerLength) return missing(frame, headerLength);
  frame.protocol = u16(bytes, start + 2);
  frame.start = start + headerLength;
  return "ok";
}
