import type { Cidr } from "../cidr";
import { contains, singleAddress, tryParseAddress, tryParseCidr } from "../cidr";
import { notAnAddress } from "./errors";
import type { MirrorFilterRule, PortRange, TrafficDirection } from "./filter-rule";
import { RuleAction } from "./filter-rule";

/** A packet as a mirrored interface sees it. */
export interface MirroredPacket {
  /** Whether the interface receives or sends it. */
  readonly trafficDirection: TrafficDirection;
  /** IPv4 or IPv6 address. */
  readonly sourceAddress: string;
  /** Address of the same family. */
  readonly destinationAddress: string;
  /** IANA protocol number: 6 is TCP, 17 UDP, 1 ICMP, 58 ICMPv6. */
  readonly protocol: number;
  /**
   * Port of TCP or UDP.
   *
   * @default - none, as in ICMP and in fragments after the first
   */
  readonly sourcePort?: number;
  /**
   * Port of TCP or UDP.
   *
   * @default - none, as in ICMP and in fragments after the first
   */
  readonly destinationPort?: number;
}

/** What a filter does with a packet. */
export interface FilterDecision {
  /** Whether the packet is copied to the mirror target. */
  readonly mirrored: boolean;
  /**
   * The rule that decides.
   *
   * @default - none matches, and so nothing is mirrored
   */
  readonly rule?: MirrorFilterRule;
}

/**
 * Says which rule of a filter decides for a packet, without AWS.
 *
 * It follows the rules alone, which must hold no tokens: what `amazon-dns` adds, and what security groups drop before
 * it could be mirrored, is not asked.
 */
export class FilterSimulator {
  readonly #rules: readonly MirrorFilterRule[];

  constructor(rules: MirrorFilterRule[]) {
    this.#rules = [...rules].sort((a, b) => a.ruleNumber - b.ruleNumber);
  }

  /** Tries the rules of the packet's direction by ascending number; the first that matches decides. */
  decide(packet: MirroredPacket): FilterDecision {
    const source = addressOf(packet.sourceAddress);
    const destination = addressOf(packet.destinationAddress);
    const rule = this.#rules.find(
      (candidate) =>
        candidate.trafficDirection === packet.trafficDirection &&
        (candidate.protocol ?? packet.protocol) === packet.protocol &&
        holds(candidate.sourceCidrBlock, source) &&
        holds(candidate.destinationCidrBlock, destination) &&
        includesPort(candidate.sourcePortRange, packet.sourcePort) &&
        includesPort(candidate.destinationPortRange, packet.destinationPort),
    );
    return { mirrored: rule?.ruleAction === RuleAction.ACCEPT, rule };
  }
}

function addressOf(text: string): Cidr {
  const address = tryParseAddress(text);
  if (address === undefined) throw notAnAddress(text);
  return singleAddress(address);
}

function holds(cidr: string, address: Cidr): boolean {
  const network = tryParseCidr(cidr);
  return network !== undefined && contains(network, address);
}

function includesPort(range: PortRange | undefined, port: number | undefined): boolean {
  if (range === undefined) return true;
  return port !== undefined && port >= range.fromPort && port <= range.toPort;
}
