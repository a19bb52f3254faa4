/**
 * The way of the packets that most captures are made of: whole, on Ethernet, IPv4 without options or IPv6 without extension
 * headers, TCP; as they are or in VXLAN over IPv4.
 *
 * It reads the few fields that are needed. Whatever is unusual in any way is left to the analyzer's decoders, which read
 * all packets; so nothing is decided here that is not decided there, only sooner.
 */
import { byteAt, shortAt, wordAt } from "./bytes/big-endian";
import { passTime } from "./flow/expiry";
import { probe, probeAddresses, probeIpv4 } from "./flow/key-row";
import { segment } from "./flow/segment";
import { acceptSegment } from "./flow/tracker";
import { isOfShard } from "./shard";

/** Headers of Ethernet, IPv4, IPv6, UDP and VXLAN, and the least of TCP. */
const ETHERNET_BYTES: usize = 14;
const IPV4_BYTES: usize = 20;
const IPV6_BYTES: usize = 40;
const UDP_BYTES: usize = 8;
const VXLAN_BYTES: usize = 8;
const TCP_BYTES: usize = 20;

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const PROTOCOL_TCP = 6;
const PROTOCOL_UDP = 17;
const PORT_VXLAN = 4789;

/** First byte of an IPv4 header without options, and of a VXLAN header with a VNI. */
const IPV4_PLAIN = 0x45;
const VNI_VALID = 0x08;

/** "Do not fragment" alone does not make a packet a fragment. */
const FRAGMENT_BITS = 0x3fff;

/** The second half of the word that marks a mapped IPv4 address. */
const IPV4_MAPPED = 0x0000ffff;

/** Addresses of an IPv6 packet, in the byte order of the machine. */
const addresses = memory.data(32, 8);

/** Whether the packet, which the capture holds whole, was taken; false, with nothing changed, where it must go the long way. */
export function takePacket(start: usize, end: usize, timeUs: f64, ordinal: f64): bool {
  if (end - start < ETHERNET_BYTES + IPV4_BYTES + TCP_BYTES) return false;
  segment.timeUs = timeUs;
  segment.ordinal = ordinal;
  const type = shortAt(start + 12);
  const ip = start + ETHERNET_BYTES;
  if (type === ETHERTYPE_IPV6) return takeIpv6(ip, end, -1);
  if (type !== ETHERTYPE_IPV4) return false;
  if (byteAt(ip + 9) !== PROTOCOL_UDP) return takeIpv4(ip, end, -1);

  const udp = ip + IPV4_BYTES;
  const vxlan = udp + UDP_BYTES;
  const inner = vxlan + VXLAN_BYTES;
  const isMirrored =
    byteAt(ip) === IPV4_PLAIN &&
    (shortAt(ip + 6) & FRAGMENT_BITS) === 0 &&
    shortAt(ip + 2) === <i32>(end - ip) &&
    inner + ETHERNET_BYTES + IPV4_BYTES + TCP_BYTES <= end &&
    shortAt(udp + 2) === PORT_VXLAN &&
    shortAt(udp + 4) === <i32>(end - udp) &&
    (byteAt(vxlan) & VNI_VALID) !== 0;
  if (!isMirrored) return false;
  segment.mirror0 = segment.mirror1 = 0;
  segment.mirror2 = IPV4_MAPPED;
  segment.mirror3 = wordAt(ip + 12);
  const vni = wordAt(vxlan + 4) >>> 8;
  const innerType = shortAt(inner + 12);
  if (innerType === ETHERTYPE_IPV4) return takeIpv4(inner + ETHERNET_BYTES, end, vni);
  return innerType === ETHERTYPE_IPV6 && takeIpv6(inner + ETHERNET_BYTES, end, vni);
}

function takeIpv4(ip: usize, end: usize, vni: i32): bool {
  const tcp = ip + IPV4_BYTES;
  const packetEnd = ip + shortAt(ip + 2);
  const isPlain =
    byteAt(ip) === IPV4_PLAIN &&
    byteAt(ip + 9) === PROTOCOL_TCP &&
    (shortAt(ip + 6) & FRAGMENT_BITS) === 0 &&
    packetEnd <= end &&
    packetEnd >= tcp + TCP_BYTES;
  if (!isPlain) return false;
  const payload = tcp + (byteAt(tcp + 12) >> 4) * 4;
  if (payload < tcp + TCP_BYTES || payload > packetEnd) return false;
  segment.sourceIsLow = probeIpv4(wordAt(ip + 12), wordAt(ip + 16), shortAt(tcp), shortAt(tcp + 2), vni);
  takeSegment(tcp, payload, packetEnd);
  return true;
}

function takeIpv6(ip: usize, end: usize, vni: i32): bool {
  const tcp = ip + IPV6_BYTES;
  if (tcp + TCP_BYTES > end) return false;
  const packetEnd = tcp + shortAt(ip + 4);
  const isPlain =
    byteAt(ip) >> 4 === 6 && byteAt(ip + 6) === PROTOCOL_TCP && packetEnd <= end && packetEnd >= tcp + TCP_BYTES;
  if (!isPlain) return false;
  const payload = tcp + (byteAt(tcp + 12) >> 4) * 4;
  if (payload < tcp + TCP_BYTES || payload > packetEnd) return false;
  for (let word: usize = 0; word < 32; word += 4) store<i32>(addresses + word, wordAt(ip + 8 + word));
  segment.sourceIsLow = probeAddresses(addresses, addresses + 16, shortAt(tcp), shortAt(tcp + 2), vni);
  takeSegment(tcp, payload, packetEnd);
  return true;
}

function takeSegment(tcp: usize, payload: usize, end: usize): void {
  if (!isOfShard(probe.hash)) {
    passTime(segment.timeUs);
    return;
  }
  segment.sequence = wordAt(tcp + 4);
  segment.acknowledgment = wordAt(tcp + 8);
  segment.flags = byteAt(tcp + 13);
  segment.start = payload;
  segment.end = end;
  segment.wireEnd = end;
  acceptSegment();
}
