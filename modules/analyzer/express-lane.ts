/**
 * The shortest way from a captured packet to its connection's row, for the packets that most captures are made of: whole,
 * on Ethernet, IPv4 without options or IPv6 without extension headers, TCP; as they are or in VXLAN over IPv4.
 *
 * It reads the few fields that a routine packet needs, into local variables. Whatever is unusual in any way, or no
 * routine, is left to the decoders and the tracker, which take all packets; so nothing is decided here that is not
 * decided there, only sooner. `test/modules/analyzer/express-lane.test.ts` holds the two against each other.
 */
import { LinkType, type Packet } from "./capture/packet";
import { EtherType } from "./decap/ethernet";
import { IpProtocol } from "./decap/icmp";
import { UdpPort } from "./decap/udp";
import { endpointHash, hashOf, type FlowKey } from "./flow/flow-key";
import type { ConnectionTracker } from "./flow/tracker";
import { isOf, type Shard } from "./shard";

/** Headers of Ethernet, IPv4, IPv6, UDP and VXLAN, and the least of TCP. */
const ETHERNET_BYTES = 14;
const IPV4_BYTES = 20;
const IPV6_BYTES = 40;
const UDP_BYTES = 8;
const VXLAN_BYTES = 8;
const TCP_BYTES = 20;

/** First byte of an IPv4 header without options, and of a VXLAN header with a VNI. */
const IPV4_PLAIN = 0x45;
const VNI_VALID = 0x08;

/** "Do not fragment" alone does not make a packet a fragment. */
const FRAGMENT_BITS = 0x3fff;

export class ExpressLane {
  readonly #tracker: ConnectionTracker;
  readonly #shard: Shard;
  readonly #key: FlowKey = { addresses: new Int32Array(8), sourcePort: 0, destinationPort: 0, vni: -1 };
  /** Over the reader's buffer, which stays the same from packet to packet. */
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);

  constructor(tracker: ConnectionTracker, shard: Shard) {
    this.#tracker = tracker;
    this.#shard = shard;
  }

  /** Whether the packet was taken, or is another shard's; false, with nothing changed but the time, where it must go the long way. */
  take(packet: Packet): boolean {
    const { bytes, start, end } = packet;
    if (packet.linkType !== LinkType.ETHERNET || packet.wireLength !== end - start) return false;
    if (bytes !== this.#bytes) this.#look(bytes);
    if (end - start < ETHERNET_BYTES + IPV4_BYTES + TCP_BYTES) return false;
    const view = this.#view;
    const type = view.getUint16(start + 12);
    const ip = start + ETHERNET_BYTES;
    if (type === EtherType.IPV6) return this.#ipv6(packet, ip, -1);
    if (type !== EtherType.IPV4) return false;
    if (bytes[ip + 9] !== IpProtocol.UDP) return this.#ipv4(packet, ip, -1);

    const udp = ip + IPV4_BYTES;
    const vxlan = udp + UDP_BYTES;
    const inner = vxlan + VXLAN_BYTES;
    const isMirrored =
      bytes[ip] === IPV4_PLAIN &&
      (view.getUint16(ip + 6) & FRAGMENT_BITS) === 0 &&
      view.getUint16(ip + 2) === end - ip &&
      view.getUint16(udp + 2) === UdpPort.VXLAN &&
      view.getUint16(udp + 4) === end - udp &&
      end - inner >= ETHERNET_BYTES + IPV4_BYTES + TCP_BYTES &&
      ((bytes[vxlan] ?? 0) & VNI_VALID) !== 0;
    if (!isMirrored) return false;
    const vni = view.getUint32(vxlan + 4) >>> 8;
    const innerType = view.getUint16(inner + 12);
    if (innerType === EtherType.IPV4) return this.#ipv4(packet, inner + ETHERNET_BYTES, vni);
    return innerType === EtherType.IPV6 && this.#ipv6(packet, inner + ETHERNET_BYTES, vni);
  }

  #ipv4(packet: Packet, ip: number, vni: number): boolean {
    const { bytes, end } = packet;
    const view = this.#view;
    const tcp = ip + IPV4_BYTES;
    const packetEnd = ip + view.getUint16(ip + 2);
    const isPlain =
      bytes[ip] === IPV4_PLAIN &&
      bytes[ip + 9] === IpProtocol.TCP &&
      (view.getUint16(ip + 6) & FRAGMENT_BITS) === 0 &&
      packetEnd <= end &&
      packetEnd >= tcp + TCP_BYTES;
    if (!isPlain) return false;
    const payload = tcp + ((bytes[tcp + 12] ?? 0) >> 4) * 4;
    if (payload < tcp + TCP_BYTES || payload > packetEnd) return false;

    const source = view.getInt32(ip + 12);
    const destination = view.getInt32(ip + 16);
    const sourcePort = view.getUint16(tcp);
    const destinationPort = view.getUint16(tcp + 2);
    const sourceIsLow = source < destination || (source === destination && sourcePort < destinationPort);
    const low = sourceIsLow ? source : destination;
    const high = sourceIsLow ? destination : source;
    const ports = sourceIsLow ? (sourcePort << 16) | destinationPort : (destinationPort << 16) | sourcePort;
    const tracker = this.#tracker;
    tracker.pass(packet);
    if (!isOf(this.#shard, endpointHash(low, high, ports))) return true;
    const row = tracker.findIpv4(low, high, ports, vni, sourceIsLow);
    return this.#segment(row, packet, tcp, payload, packetEnd);
  }

  #ipv6(packet: Packet, ip: number, vni: number): boolean {
    const { bytes, end } = packet;
    const view = this.#view;
    const tcp = ip + IPV6_BYTES;
    const packetEnd = tcp + view.getUint16(ip + 4);
    const isPlain =
      tcp + TCP_BYTES <= end &&
      (bytes[ip] ?? 0) >> 4 === 6 &&
      bytes[ip + 6] === IpProtocol.TCP &&
      packetEnd <= end &&
      packetEnd >= tcp + TCP_BYTES;
    if (!isPlain) return false;
    const payload = tcp + ((bytes[tcp + 12] ?? 0) >> 4) * 4;
    if (payload < tcp + TCP_BYTES || payload > packetEnd) return false;

    const key = this.#key;
    for (let word = 0; word < 8; word++) key.addresses[word] = view.getInt32(ip + 8 + 4 * word);
    key.sourcePort = view.getUint16(tcp);
    key.destinationPort = view.getUint16(tcp + 2);
    key.vni = vni;
    const tracker = this.#tracker;
    tracker.pass(packet);
    if (this.#shard.count > 1 && !isOf(this.#shard, hashOf(key))) return true;
    return this.#segment(tracker.find(key), packet, tcp, payload, packetEnd);
  }

  #segment(row: number, packet: Packet, tcp: number, payload: number, end: number): boolean {
    if (row < 0) return false;
    const view = this.#view;
    const sequence = view.getInt32(tcp + 4);
    const acknowledgment = view.getInt32(tcp + 8);
    const flags = packet.bytes[tcp + 13] ?? 0;
    return this.#tracker.takeRoutine(row, flags, sequence, acknowledgment, packet, payload, end);
  }

  #look(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
