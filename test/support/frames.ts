import type { TcpOptions } from "./ip-packets";
import { ip, IpProtocol, tcp, udp } from "./ip-packets";
import { EtherType, etherTypeOf, VXLAN_PORT, vxlan } from "./tunnels";
import { concat, u16, u32, u8 } from "./wire-bytes";

/**
 * Builds packets as bytes, layer by layer, from options named as in Wireshark.
 *
 * Lengths are right unless an option overrides them; checksums are zero, since the analyzer never verifies them.
 * A layer takes its payload last, so that a frame reads from the wire inwards:
 * `ethernet({}, ipv4({ source: "203.0.113.5", destination: "10.0.1.10" }, tcp({ flags: "S" })))`.
 */

export { icmpError, ip, IpProtocol, ipv4, ipv6, ipv6FragmentExtension, tcp, udp } from "./ip-packets";
export { EtherType, geneve, GENEVE_PORT, vxlan, VXLAN_PORT } from "./tunnels";
export { concat } from "./wire-bytes";

export interface EthernetOptions {
  /** @default "02:00:00:00:00:01" */
  readonly source?: string;
  /** @default "02:00:00:00:00:02" */
  readonly destination?: string;
  /** VLAN ids, outermost first: one is 802.1Q, two are QinQ. */
  readonly vlans?: readonly number[];
  /** @default - by the IP version of the payload */
  readonly etherType?: number;
}

/** Ethernet II, IEEE 802.3; tags as in 802.1Q and 802.1ad. */
export function ethernet(options: EthernetOptions, payload: Uint8Array): Uint8Array {
  const vlans = options.vlans ?? [];
  const tags = vlans.map((id, index) =>
    concat(u16(index < vlans.length - 1 ? EtherType.QINQ : EtherType.VLAN), u16(id & 0xfff)),
  );
  return concat(
    mac(options.destination ?? "02:00:00:00:00:02"),
    mac(options.source ?? "02:00:00:00:00:01"),
    ...tags,
    u16(options.etherType ?? etherTypeOf(payload)),
    payload,
  );
}

export interface TcpFrameOptions extends Omit<TcpOptions, "sourcePort" | "destinationPort" | "options"> {
  /** `203.0.113.5:50000` or `[2001:db8::5]:50000`. */
  readonly from: string;
  readonly to: string;
  readonly tcpOptions?: Uint8Array;
  readonly vlans?: readonly number[];
  readonly payload?: Uint8Array;
}

/** A TCP segment in its Ethernet frame: what most tests want. */
export function tcpFrame(options: TcpFrameOptions): Uint8Array {
  const from = endpoint(options.from);
  const to = endpoint(options.to);
  const segment = tcp(
    { ...options, sourcePort: from.port, destinationPort: to.port, options: options.tcpOptions },
    options.payload,
  );
  return ethernet({ vlans: options.vlans }, ip({ source: from.address, destination: to.address }, segment));
}

/** Wraps a frame as VPC Traffic Mirroring does: VXLAN in UDP 4789, from the mirrored interface to the collector. */
export function mirrored(options: { vni: number; source?: string; collector?: string }, frame: Uint8Array): Uint8Array {
  const source = options.source ?? "10.0.1.10";
  const destination = options.collector ?? (source.includes(":") ? "2001:db8::99" : "10.0.9.9");
  const datagram = udp({ destinationPort: VXLAN_PORT, sourcePort: 65433 }, vxlan({ vni: options.vni }, frame));
  return ethernet({}, ip({ source, destination, protocol: IpProtocol.UDP }, datagram));
}

/** Linux cooked capture v1, https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html. */
export function linuxSll(payload: Uint8Array, protocol = etherTypeOf(payload)): Uint8Array {
  return concat(u16(0), u16(1), u16(6), mac("02:00:00:00:00:01"), u16(0), u16(protocol), payload);
}

/** Linux cooked capture v2, https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html. */
export function linuxSll2(payload: Uint8Array, protocol = etherTypeOf(payload)): Uint8Array {
  return concat(u16(protocol), u16(0), u32(1), u16(1), u8(0), u8(6), mac("02:00:00:00:00:01"), u16(0), payload);
}

/** BSD loopback: the address family in the byte order of the capturing host (NULL) or big-endian (LOOP). */
export function bsdLoopback(payload: Uint8Array, byteOrder: "little" | "big" = "little"): Uint8Array {
  const family = payload[0]! >> 4 === 6 ? 30 : 2;
  return concat(byteOrder === "little" ? u32(family).reverse() : u32(family), payload);
}

function endpoint(text: string): { address: string; port: number } {
  const colon = text.lastIndexOf(":");
  return { address: text.slice(0, colon).replace(/[[\]]/g, ""), port: Number(text.slice(colon + 1)) };
}

function mac(text: string): Uint8Array {
  return Uint8Array.from(text.split(":"), (byte) => parseInt(byte, 16));
}
