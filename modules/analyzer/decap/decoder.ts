import type { Packet } from "../capture/packet";
import { decodeEthernet, decodeLink, EtherType } from "./ethernet";
import { FragmentReassembler, type FragmentLimits } from "./fragments";
import type { Frame, FrameKind } from "./frame";
import { decodeGeneve, TRANSPARENT_ETHERNET_BRIDGING } from "./geneve";
import { decodeIcmpError, IpProtocol } from "./icmp";
import { decodeIpv4, ipv4Fragment } from "./ipv4";
import { decodeIpv6, ipv6Fragment, skipExtensionHeaders } from "./ipv6";
import { decodeTcp } from "./tcp";
import { classifyUdp, decodeUdp, UdpPort } from "./udp";
import { decodeVxlan } from "./vxlan";

/** Encapsulations within each other; a Gateway Load Balancer's collector sees two. */
const MAX_ENCAPSULATIONS = 4;

/** From a captured packet to the TCP segment inside it, through whatever encapsulates it. */
export class FrameDecoder {
  readonly #fragments: FragmentReassembler;
  #encapsulations = 0;

  constructor(limits?: FragmentLimits) {
    this.#fragments = new FragmentReassembler(limits);
  }

  /** Decodes a packet into `frame`, which borrows the packet's bytes. Never throws. */
  decode(packet: Packet, frame: Frame): FrameKind {
    frame.bytes = packet.bytes;
    frame.start = packet.start;
    frame.end = packet.end;
    frame.wireEnd = packet.start + packet.wireLength;
    frame.timeUs = packet.timeUs;
    frame.vni = -1;
    this.#encapsulations = 0;
    const link = decodeLink(frame, packet.linkType);
    return link === "ok" ? this.#network(frame) : link;
  }

  #network(frame: Frame): FrameKind {
    if (frame.protocol === EtherType.IPV4) {
      const ip = decodeIpv4(frame);
      if (ip === "ok") return this.#transport(frame);
      if (ip !== "fragment") return ip;
      return this.#fragments.accept(frame, ipv4Fragment(frame)) ? this.#transport(frame) : "fragment";
    }
    if (frame.protocol === EtherType.IPV6) {
      const ip = decodeIpv6(frame);
      if (ip === "ok") return this.#transport(frame);
      if (ip !== "fragment") return ip;
      if (!this.#fragments.accept(frame, ipv6Fragment(frame))) return "fragment";
      const rest = skipExtensionHeaders(frame);
      return rest === "ok" ? this.#transport(frame) : rest;
    }
    return "other";
  }

  #transport(frame: Frame): FrameKind {
    switch (frame.protocol) {
      case IpProtocol.TCP: {
        const tcp = decodeTcp(frame);
        return tcp === "ok" ? "tcp" : tcp;
      }
      case IpProtocol.UDP:
        return this.#udp(frame);
      case IpProtocol.ICMP:
      case IpProtocol.ICMPV6:
        return decodeIcmpError(frame);
      default:
        return "other";
    }
  }

  #udp(frame: Frame): FrameKind {
    const udp = decodeUdp(frame);
    if (udp !== "ok") return udp;
    if (this.#encapsulations < MAX_ENCAPSULATIONS) {
      if (frame.destinationPort === UdpPort.VXLAN) return this.#vxlan(frame);
      if (frame.destinationPort === UdpPort.GENEVE) return this.#geneve(frame);
    }
    return classifyUdp(frame);
  }

  #vxlan(frame: Frame): FrameKind {
    this.#encapsulations++;
    // The outermost VXLAN header is the mirror session's; one inside it belongs to the mirrored traffic.
    const outerVni = frame.vni;
    if (outerVni < 0) for (let word = 0; word < 4; word++) frame.mirror[word] = frame.addresses[word] ?? 0;
    const vxlan = decodeVxlan(frame);
    if (vxlan !== "ok") return vxlan;
    if (outerVni >= 0) frame.vni = outerVni;
    const link = decodeEthernet(frame);
    return link === "ok" ? this.#network(frame) : link;
  }

  #geneve(frame: Frame): FrameKind {
    this.#encapsulations++;
    const geneve = decodeGeneve(frame);
    if (geneve !== "ok") return geneve;
    if (frame.protocol === TRANSPARENT_ETHERNET_BRIDGING) {
      const link = decodeEthernet(frame);
      if (link !== "ok") return link;
    }
    return this.#network(frame);
  }
}
