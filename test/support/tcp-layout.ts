import { LinkType } from "../../modules/analyzer/capture";
import { EtherType, GENEVE_PORT, IpProtocol, VXLAN_PORT } from "./frames";

/** Where the innermost TCP segment of a packet lies, and what must change when its payload does. */
export interface TcpLayout {
  /** Connection and direction, tunnels included: equal for the segments that one side sends. */
  readonly direction: string;
  /** The same for the other side. */
  readonly reverse: string;
  /** Offset of the TCP header. */
  readonly header: number;
  readonly payloadStart: number;
  readonly payloadEnd: number;
  /** Offsets of 16-bit lengths of the layers around the payload, outermost first. */
  readonly lengthFields: readonly number[];
}

interface Layers {
  readonly view: DataView;
  readonly lengthFields: number[];
  /** Identifiers of the tunnels so far. */
  tunnel: string;
}

const IPV6_EXTENSIONS = [0, 43, 60];
const VLAN_TYPES: readonly number[] = [EtherType.VLAN, EtherType.QINQ];

/** Finds the TCP segment; null for anything else, for IP fragments, and for packets cut before the payload's end. */
export function tcpLayoutOf(packet: { readonly bytes: Uint8Array; readonly linkType: number }): TcpLayout | null {
  const { buffer, byteOffset, byteLength } = packet.bytes;
  const layers: Layers = { view: new DataView(buffer, byteOffset, byteLength), lengthFields: [], tunnel: "" };
  try {
    return linkLayer(layers, packet.linkType);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function linkLayer(layers: Layers, linkType: number): TcpLayout | null {
  switch (linkType) {
    case LinkType.ETHERNET:
      return ethernet(layers, 0);
    case LinkType.LINUX_SLL:
      return ip(layers, 16);
    case LinkType.LINUX_SLL2:
      return ip(layers, 20);
    case LinkType.NULL:
    case LinkType.LOOP:
      return ip(layers, 4);
    default:
      return ip(layers, 0);
  }
}

function ethernet(layers: Layers, offset: number): TcpLayout | null {
  let type = offset + 12;
  while (VLAN_TYPES.includes(layers.view.getUint16(type))) type += 4;
  return ip(layers, type + 2);
}

function ip(layers: Layers, offset: number): TcpLayout | null {
  const version = layers.view.getUint8(offset) >> 4;
  if (version === 4) return ipv4(layers, offset);
  return version === 6 ? ipv6(layers, offset) : null;
}

function ipv4(layers: Layers, offset: number): TcpLayout | null {
  const { view } = layers;
  const isFragment = (view.getUint16(offset + 6) & 0x3fff) !== 0;
  const totalLength = view.getUint16(offset + 2);
  if (isFragment || totalLength === 0) return null;
  layers.lengthFields.push(offset + 2);
  const addresses = [hex(view, offset + 12, 4), hex(view, offset + 16, 4)] as const;
  const next = offset + (view.getUint8(offset) & 0xf) * 4;
  return transport(layers, view.getUint8(offset + 9), next, offset + totalLength, addresses);
}

function ipv6(layers: Layers, offset: number): TcpLayout | null {
  const { view } = layers;
  layers.lengthFields.push(offset + 4);
  const addresses = [hex(view, offset + 8, 16), hex(view, offset + 24, 16)] as const;
  let protocol = view.getUint8(offset + 6);
  let next = offset + 40;
  while (IPV6_EXTENSIONS.includes(protocol)) {
    protocol = view.getUint8(next);
    next += 8 + view.getUint8(next + 1) * 8;
  }
  return transport(layers, protocol, next, offset + 40 + view.getUint16(offset + 4), addresses);
}

function transport(
  layers: Layers,
  protocol: number,
  offset: number,
  end: number,
  [source, destination]: readonly [string, string],
): TcpLayout | null {
  const { view } = layers;
  if (protocol === IpProtocol.UDP) return tunnel(layers, offset);
  if (protocol !== IpProtocol.TCP || end > view.byteLength) return null;
  const [from, to] = [`${source}:${view.getUint16(offset)}`, `${destination}:${view.getUint16(offset + 2)}`];
  return {
    direction: `${layers.tunnel}${from}>${to}`,
    reverse: `${layers.tunnel}${to}>${from}`,
    header: offset,
    payloadStart: offset + (view.getUint8(offset + 12) >> 4) * 4,
    payloadEnd: end,
    lengthFields: layers.lengthFields,
  };
}

function tunnel(layers: Layers, offset: number): TcpLayout | null {
  const { view } = layers;
  const port = view.getUint16(offset + 2);
  if (port !== VXLAN_PORT && port !== GENEVE_PORT) return null;
  layers.lengthFields.push(offset + 4);
  const inner = offset + 8;
  layers.tunnel += `${view.getUint32(inner + 4) >>> 8}/`;
  if (port === VXLAN_PORT) return ethernet(layers, inner + 8);
  const next = inner + 8 + (view.getUint8(inner) & 0x3f) * 4;
  return view.getUint16(inner + 2) === EtherType.TRANSPARENT_ETHERNET ? ethernet(layers, next) : ip(layers, next);
}

function hex(view: DataView, offset: number, length: number): string {
  return Array.from({ length }, (_, index) =>
    view
      .getUint8(offset + index)
      .toString(16)
      .padStart(2, "0"),
  ).join("");
}
