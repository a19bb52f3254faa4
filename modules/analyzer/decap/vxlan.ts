/**
 * VXLAN, RFC 7348 section 5; what a traffic mirror session wraps each copied frame in.
 *
 *     0: flags (I = 0x08: the VNI is valid)   1: reserved   4: VNI   7: reserved   8: inner Ethernet frame
 */

import { u24, u8 } from "../bytes/big-endian";
import { missing, type Frame } from "./frame";

const FLAG_VNI_VALID = 0x08;

/** Sets `vni` and leaves the frame on the inner Ethernet header. Reserved bits are ignored, as the RFC says. */
export function decodeVxlan(frame: Frame): "ok" | "truncated" | "malformed" {
  const { bytes, start } = frame;
  if (frame.end - start < 8) return missing(frame, 8);
  if ((u8(bytes, start) & FLAG_VNI_VALID) === 0) return "malformed";
  frame.vni = u24(bytes, start + 4);
  frame.start = start + 8;
  return "ok";
}
