/**
 * IPv6 and its extension headers, RFC 8200 sections 3 and 4.
 *
 *     0: version   4: payload length   6: next header   8: source   24: destination
 */

import { i32, u16, u32, u8 } from "../bytes/big-endian";
import { missing, type Frame } from "./frame";

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION_OPTIONS = 60;
const MOBILITY = 135;

const HEADER_LENGTH = 40;

/** More extension headers than any sender has a use for. */
const MAX_EXTENSION_HEADERS = 8;

/** `fragment`: addresses are set, `start` is on the fragment header. */
export function decodeIpv6(frame: Frame): "ok" | "fragment" | "truncated" | "malformed" {
  const { bytes, start, addresses } = frame;
  if (frame.end - start < HEADER_LENGTH) return missing(frame, HEADER_LENGTH);
  if (u8(bytes, start) >> 4 !== 6) return "malformed";
  // Zero belongs to a jumbogram (RFC 2675) or to segmentation offload: the packet's own length holds.
  const payloadLength = u16(bytes, start + 4);
  if (payloadLength !== 0) {
    frame.wireEnd = start + HEADER_LENGTH + payloadLength;
    if (frame.end > frame.wireEnd) frame.end = frame.wireEnd;
  }
  for (let word = 0; word < 8; word++) addresses[word] = i32(bytes, start + 8 + word * 4);
  frame.protocol = u8(bytes, start + 6);
  frame.start = start + HEADER_LENGTH;
  return skipExtensionHeaders(frame);
}

/** Moves from the first extension header, if any, to the upper layer. */
export function skipExtensionHeaders(frame: Frame): "ok" | "fragment" | "truncated" | "malformed" {
  for (let headers = 0; headers <= MAX_EXTENSION_HEADERS; headers++) {
    switch (frame.protocol) {
      case HOP_BY_HOP:
      case ROUTING:
      case DESTINATION_OPTIONS:
      case MOBILITY:
      case AUTHENTICATION: {
        if (frame.end - frame.start < 8) return missing(frame, 8);
        const units = u8(frame.bytes, frame.start + 1);
        const length = frame.protocol === AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8;
        if (frame.end - frame.start < length) return missing(frame, length);
        frame.protocol = u8(frame.bytes, frame.start);
        frame.start += length;
        break;
      }
      case FRAGMENT:
        if (frame.end - frame.start < 8) return missing(frame, 8);
        // An atomic fragment (RFC 6946) is a whole packet with a fragment header.
        if ((u16(frame.bytes, frame.start + 2) & 0xfff9) !== 0) return "fragment";
        frame.protocol = u8(frame.bytes, frame.start);
        frame.start += 8;
        break;
      default:
        return "ok";
    }
  }
  return "malformed";
}

/** Where a fragment belongs; for a frame on which {@link decodeIpv6} answered `fragment`. */
export function ipv6Fragment(frame: Frame): { id: number; offset: number; last: boolean; payload: number } {
  const { bytes, start } = frame;
  const field = u16(bytes, start + 2);
  frame.protocol = u8(bytes, start);
  return { id: u32(bytes, start + 4), offset: field & 0xfff8, last: (field & 1) === 0, payload: start + 8 };
}
