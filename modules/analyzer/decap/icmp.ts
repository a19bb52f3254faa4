/**
 * ICMP and ICMPv6 errors that quote a TCP packet: RFC 792, RFC 1191 section 4, RFC 4443 section 3.
 *
 *     0: type   1: code   8: the packet that could not be forwarded, cut short
 */

import { i32, u16, u8 } from "../bytes/big-endian";
import { EtherType } from "./ethernet";
import { missing, type Frame } from "./frame";
import { decodeIpv4 } from "./ipv4";
import { decodeIpv6 } from "./ipv6";

export const IpProtocol = { ICMP: 1, TCP: 6, UDP: 17, ICMPV6: 58 } as const;

const UNREACHABLE = 3;
const FRAGMENTATION_NEEDED = 4;
const V6_UNREACHABLE = 1;
const V6_PACKET_TOO_BIG = 2;

/** Puts the addresses, ports and sequence number of the quoted TCP packet into the frame. */
export function decodeIcmpError(frame: Frame): "packet-too-big" | "unreachable" | "other" | "truncated" | "malformed" {
  const { bytes, start } = frame;
  if (frame.end - start < 8) return missing(frame, 8);
  const isV6 = frame.protocol === IpProtocol.ICMPV6;
  const kind = isV6 ? v6Kind(u8(bytes, start)) : v4Kind(u8(bytes, start), u8(bytes, start + 1));
  if (kind === "other") return kind;

  frame.start = start + 8;
  frame.protocol = isV6 ? EtherType.IPV6 : EtherType.IPV4;
  const quoted = isV6 ? decodeIpv6(frame) : decodeIpv4(frame);
  if (quoted === "fragment") return "other";
  if (quoted !== "ok") return quoted;
  if (frame.protocol !== IpProtocol.TCP) return "other";
  // Eight bytes of the quoted packet's payload are all that a router must return.
  if (frame.end - frame.start < 8) return missing(frame, 8);
  frame.sourcePort = u16(frame.bytes, frame.start);
  frame.destinationPort = u16(frame.bytes, frame.start + 2);
  frame.sequence = i32(frame.bytes, frame.start + 4);
  return kind;
}

function v4Kind(type: number, code: number): "packet-too-big" | "unreachable" | "other" {
  if (type !== UNREACHABLE) return "other";
  return code === FRAGMENTATION_NEEDED ? "packet-too-big" : "unreachable";
}

function v6Kind(type: number): "packet-too-big" | "unreachable" | "other" {
  if (type === V6_PACKET_TOO_BIG) return "packet-too-big";
  return type === V6_UNREACHABLE ? "unreachable" : "other";
}
