/**
 * Ethernet II with 802.1Q and 802.1ad tags, and what stands in its place on other links.
 *
 *     destination (6)  source (6)  [tag (4) ...]  EtherType (2)  payload
 *
 * IEEE 802.3 section 3, IEEE 802.1Q section 9; https://www.tcpdump.org/linktypes.html for the other link types.
 */

import { u16, u8 } from "../bytes/big-endian";
import { LinkType } from "../capture/packet";
import { missing, type Frame } from "./frame";

export const EtherType = { IPV4: 0x0800, IPV6: 0x86dd } as const;

/** Tag protocol identifiers: customer tag, service tag, and the two numbers used for it before 802.1ad. */
const VLAN_TAGS: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100, 0x9200]);

/** More tags than any network stacks; a packet with more is not read on. */
const MAX_VLAN_TAGS = 4;

/** Reads the link header and leaves the frame on the network layer, with `protocol` its EtherType. */
export function decodeLink(frame: Frame, linkType: number): "ok" | "truncated" | "malformed" | "other" {
  switch (linkType) {
    case LinkType.ETHERNET:
      return decodeEthernet(frame);
    case LinkType.LINUX_SLL:
      return decodeCooked(frame, 16, 14);
    case LinkType.LINUX_SLL2:
      return decodeCooked(frame, 20, 0);
    case LinkType.NULL:
    case LinkType.LOOP:
      return decodeLoopback(frame);
    case LinkType.RAW:
    case LinkType.RAW_BSD:
    case LinkType.RAW_OPENBSD:
    case LinkType.IPV4:
    case LinkType.IPV6:
      return decodeRaw(frame);
    default:
      return "other";
  }
}

export function decodeEthernet(frame: Frame): "ok" | "truncated" | "malformed" {
  if (frame.end - frame.start < 14) return missing(frame, 14);
  frame.protocol = u16(frame.bytes, frame.start + 12);
  frame.start += 14;
  return decodeTags(frame);
}

function decodeTags(frame: Frame): "ok" | "truncated" | "malformed" {
  // Nearly every frame is untagged IPv4 or IPv6 and should not pay for the set look-up.
  if (frame.protocol === EtherType.IPV4 || frame.protocol === EtherType.IPV6) return "ok";
  for (let tags = 0; VLAN_TAGS.has(frame.protocol); tags++) {
    if (tags === MAX_VLAN_TAGS) return "malformed";
    if (frame.end - frame.start < 4) return missing(frame, 4);
    frame.protocol = u16(frame.bytes, frame.start + 2);
    frame.start += 4;
  }
  return "ok";
}

/** Linux cooked capture, version 1 (EtherType at the end) and 2 (at the beginning). */
function decodeCooked(frame: Frame, headerLength: number, protocolAt: number): "ok" | "truncated" | "malformed" {
  if (frame.end - frame.start < headerLength) return missing(frame, headerLength);
  frame.protocol = u16(frame.bytes, frame.start + protocolAt);
  frame.start += headerLength;
  return decodeTags(frame);
}

/** BSD loopback: four bytes of address family, whose byte order and IPv6 number depend on the system. */
function decodeLoopback(frame: Frame): "ok" | "truncated" | "malformed" {
  if (frame.end - frame.start < 4) return missing(frame, 4);
  frame.start += 4;
  return decodeRaw(frame);
}

/** No link header: the version nibble of the IP header says which protocol follows. */
function decodeRaw(frame: Frame): "ok" | "truncated" | "malformed" {
  if (frame.end - frame.start < 1) return missing(frame, 1);
  const version = u8(frame.bytes, frame.start) >> 4;
  frame.protocol = version === 4 ? EtherType.IPV4 : version === 6 ? EtherType.IPV6 : 0;
  return "ok";
}
