import { Token } from "cdktf";
import type { Cidr } from "../cidr";
import { contains, tryParseCidr } from "../cidr";
import type { MirrorFilterRule, PortRange } from "./filter-rule";
import { RuleAction, TCP, TrafficDirection } from "./filter-rule";

/**
 * Where targets may be, besides the balancer's own VPC (Elastic Load Balancing, "Target type" of target groups). AWS
 * takes no target with a public address.
 */
const TARGET_NETWORKS = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"].map(tryParseCidr);

/** Ports that a balancer connects from. A range that holds two of these names no listener. */
const EPHEMERAL_PORTS = [32_768, 40_000, 50_000, 60_000];

/** Ports that targets are often on. A range that holds two of these names no target. */
const TARGET_PORTS = [80, 443, 3000, 5000, 8080, 8443, 9000];

/** The lowest port that a balancer connects from. */
const LOWEST_EPHEMERAL = 1024;

/** One rule, told from the mirrored interface: its own side is the near one. */
interface Ends {
  readonly near?: Cidr;
  readonly far?: Cidr;
  readonly nearPorts?: PortRange;
  readonly farPorts?: PortRange;
}

/**
 * Rules that accept whatever a balancer and its targets say to each other, though nobody named ports.
 *
 * Rejections before a rule count where they leave targets out: those of TCP, on all ports that the target side uses,
 * between networks that may hold the balancer and targets. Where tokens hide what a rule says, it is let through.
 */
export function rulesOpenToTargets(rules: readonly MirrorFilterRule[]): MirrorFilterRule[] {
  return rules.filter(
    (rule) => rule.ruleAction === RuleAction.ACCEPT && acceptsTargets(rule) && !followsRejection(rule),
  );

  function followsRejection(accepting: MirrorFilterRule): boolean {
    return rules.some(
      (rule) =>
        rule.ruleAction === RuleAction.REJECT &&
        rule.trafficDirection === accepting.trafficDirection &&
        rule.ruleNumber < accepting.ruleNumber &&
        rejectsTargets(rule, accepting),
    );
  }
}

function acceptsTargets(rule: MirrorFilterRule): boolean {
  const { nearPorts, farPorts, ...networks } = endsOf(rule);
  return (
    isTcp(rule) && mayHoldTargets(networks) && holdsTwo(nearPorts, EPHEMERAL_PORTS) && holdsTwo(farPorts, TARGET_PORTS)
  );
}

function rejectsTargets(rejecting: MirrorFilterRule, accepting: MirrorFilterRule): boolean {
  const { near, far, nearPorts, farPorts } = endsOf(rejecting);
  const open = endsOf(accepting);
  return (
    isTcp(rejecting) &&
    holdsAllFrom(LOWEST_EPHEMERAL, nearPorts) &&
    holdsAllFrom(1, farPorts) &&
    mayHoldTargets({ near, far }) &&
    meet(near, open.near) &&
    meet(far, open.far)
  );
}

function endsOf(rule: MirrorFilterRule): Ends {
  const source = { cidr: tryParseCidr(rule.sourceCidrBlock), ports: rule.sourcePortRange };
  const destination = { cidr: tryParseCidr(rule.destinationCidrBlock), ports: rule.destinationPortRange };
  const [near, far] =
    rule.trafficDirection === TrafficDirection.INGRESS ? [destination, source] : [source, destination];
  return { near: near.cidr, far: far.cidr, nearPorts: near.ports, farPorts: far.ports };
}

function isTcp({ protocol }: MirrorFilterRule): boolean {
  return protocol === undefined || protocol === TCP;
}

/** A far network of public addresses is one of clients, unless the near one lies in it: some VPCs have such addresses. */
function mayHoldTargets({ near, far }: Ends): boolean {
  if (near === undefined || far === undefined) return false;
  return far.family === 6 || contains(far, near) || TARGET_NETWORKS.some((network) => meet(network, far));
}

function meet(one: Cidr | undefined, other: Cidr | undefined): boolean {
  return one !== undefined && other !== undefined && (contains(one, other) || contains(other, one));
}

function holdsTwo(range: PortRange | undefined, ports: readonly number[]): boolean {
  if (range === undefined) return true;
  return isKnown(range) && ports.filter((port) => port >= range.fromPort && port <= range.toPort).length >= 2;
}

function holdsAllFrom(lowest: number, range: PortRange | undefined): boolean {
  return range === undefined || (isKnown(range) && range.fromPort <= lowest && range.toPort === 65_535);
}

function isKnown({ fromPort, toPort }: PortRange): boolean {
  return !Token.isUnresolved(fromPort) && !Token.isUnresolved(toPort);
}
