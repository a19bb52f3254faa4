/**
 * TCP header, RFC 9293 section 3.1. Checksums are never verified: a sliced copy has none that fits.
 *
 *     0: source port   2: destination port   4: sequence number   8: acknowledgment number
 *     12: header length in words (4 bits)   13: flags
 */

import { i32, u16, u8 } from "../bytes/big-endian";
import { missing, type Frame } from "./frame";

export const TcpFlag = { FIN: 0x01, SYN: 0x02, RST: 0x04, ACK: 0x10 } as const;

/** Reads the header and leaves the frame on the payload. */
export function decodeTcp(frame: Frame): "ok" | "truncated" | "malformed" {
  const { bytes, start } = frame;
  if (frame.end - start < 20) return missing(frame, 20);
  const headerLength = (u8(bytes, start + 12) >> 4) * 4;
  if (headerLength < 20 || frame.wireEnd - start < headerLength) return "malformed";
  frame.sourcePort = u16(bytes, start);
  frame.destinationPort = u16(bytes, start + 2);
  frame.sequence = i32(bytes, start + 4);
  frame.acknowledgment = i32(bytes, start + 8);
  frame.flags = u8(bytes, start + 13);
  // Options cut off are no loss: nothing here reads them.
  frame.start = Math.min(start + headerLength, frame.end);
  if (frame.start < start + headerLength) frame.wireEnd -= start + headerLength - frame.start;
  return "ok";
}
