/** Which packets of an interface a rule looks at. */
export enum TrafficDirection {
  /** Packets that the interface receives. */
  INGRESS = "ingress",
  /** Packets that the interface sends. */
  EGRESS = "egress",
}

/** What becomes of a packet that a rule matches. */
export enum RuleAction {
  /** Copied to the mirror target. */
  ACCEPT = "accept",
  /** Not copied. */
  REJECT = "reject",
}

/** Ports of TCP or UDP, both ends included. */
export interface PortRange {
  /** The lowest port. */
  readonly fromPort: number;
  /** The highest port. */
  readonly toPort: number;
}

/**
 * One rule of a mirror filter.
 *
 * In each direction rules are tried by ascending number and the first match decides; a packet that none matches is not
 * mirrored (VPC Traffic Mirroring guide, "Traffic mirror filters").
 */
export interface MirrorFilterRule {
  /** Order among the rules of one direction. From 1 to 32766, unique in its direction. */
  readonly ruleNumber: number;
  /** Which packets the rule looks at. */
  readonly trafficDirection: TrafficDirection;
  /** What becomes of those that match. */
  readonly ruleAction: RuleAction;
  /** Where a packet comes from, as a network: host bits are zero. */
  readonly sourceCidrBlock: string;
  /** Where a packet goes, as a network of the same family. */
  readonly destinationCidrBlock: string;
  /**
   * IANA protocol number: 6 is TCP, 17 UDP, 1 ICMP, 58 ICMPv6.
   *
   * @default - every protocol
   */
  readonly protocol?: number;
  /**
   * Source ports; only with TCP or UDP.
   *
   * @default - every port
   */
  readonly sourcePortRange?: PortRange;
  /**
   * Destination ports; only with TCP or UDP.
   *
   * @default - every port
   */
  readonly destinationPortRange?: PortRange;
  /**
   * What the rule is for, shown in the AWS console.
   *
   * @default - none
   */
  readonly description?: string;
}

/** IANA number of TCP. */
export const TCP = 6;

/** IANA number of UDP. */
export const UDP = 17;

/** IANA number of ICMP, which belongs to IPv4. */
export const ICMP = 1;

/** IANA number of ICMP for IPv6. */
export const ICMPV6 = 58;
