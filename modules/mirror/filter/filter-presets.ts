import { ANY_IPV4, ANY_IPV6, tryParseCidr } from "../cidr";
import { MAX_RULES_PER_FILTER } from "../quotas";
import type { MirrorFilterRule, PortRange } from "./filter-rule";
import { ICMP, ICMPV6, RuleAction, TCP, TrafficDirection } from "./filter-rule";

/** First number of the rules that accept; those that reject come before. Steps of ten leave room in between. */
const FIRST_ACCEPT = 100;
const FIRST_REJECT = 10;

/** How many networks can be left out: two rules for each, and two for the clients that are not. */
export const MAX_EXCLUDED = MAX_RULES_PER_FILTER / 2 - 1;

/** What a rule says, before the two directions are numbered. `near` is the mirrored interface's side. */
interface Conversation {
  readonly far: string;
  readonly near?: PortRange;
  readonly farPorts?: PortRange;
  readonly protocol?: number;
  readonly description: string;
}

/** One side of a balancer: the ports that its connections are told by, and the networks at their far end. */
export interface Side {
  readonly ports: readonly number[];
  readonly cidrs: readonly string[];
  /** Whether ICMP with these networks comes along. */
  readonly mirrorIcmp: boolean;
}

/**
 * Rules for the client side of a balancer.
 *
 * The listener's port alone tells the client side from the target side: a balancer is reached on it and answers from
 * it, whereas towards its targets it is the client. So no CIDR of the VPC is needed, and internal balancers work alike.
 */
export function listenerRules({ ports, cidrs, mirrorIcmp }: Side): MirrorFilterRule[] {
  const conversations = [...listenerConversations(ports, cidrs), ...icmpConversations(cidrs, mirrorIcmp)];
  return bothDirections(conversations, RuleAction.ACCEPT, FIRST_ACCEPT);
}

/** Rules for what a balancer and its targets say to each other, by the targets' ports. */
export function targetRules({ ports, cidrs, mirrorIcmp }: Side): MirrorFilterRule[] {
  const conversations = portRanges(ports).flatMap((farPorts) =>
    unique(cidrs).map((far) => ({
      far,
      farPorts,
      protocol: TCP,
      description: `targets on port ${portText(farPorts)}`,
    })),
  );
  return bothDirections([...conversations, ...icmpConversations(cidrs, mirrorIcmp)], RuleAction.ACCEPT, FIRST_ACCEPT);
}

/**
 * Rules for clients outside given networks.
 *
 * A mirrored interface stands in its VPC itself, so a packet between it and an address of the VPC is one within the VPC;
 * naming the far side is enough, and holds for a VPC of several CIDR blocks too.
 */
export function outsideRules(excludedCidrs: readonly string[], clients: Side): MirrorFilterRule[] {
  const excluded = unique(excludedCidrs).map((far) => ({ far, description: `nothing with ${far}` }));
  return [...bothDirections(excluded, RuleAction.REJECT, FIRST_REJECT), ...listenerRules(clients)];
}

/** The fewest ranges that hold exactly these ports, in ascending order. */
export function portRanges(ports: readonly number[]): PortRange[] {
  const ranges: PortRange[] = [];
  for (const port of unique(ports).sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.toPort === port - 1) ranges[ranges.length - 1] = { fromPort: last.fromPort, toPort: port };
    else ranges.push({ fromPort: port, toPort: port });
  }
  return ranges;
}

function listenerConversations(ports: readonly number[], clientCidrs: readonly string[]): Conversation[] {
  return portRanges(ports).flatMap((near) =>
    unique(clientCidrs).map((far) => ({
      far,
      near,
      protocol: TCP,
      description: `clients of listener port ${portText(near)}`,
    })),
  );
}

/** A black hole of path MTU discovery shows as "too big" messages that go missing. */
function icmpConversations(cidrs: readonly string[], wanted: boolean): Conversation[] {
  if (!wanted) return [];
  return unique(cidrs).map((far) => ({
    far,
    protocol: anywhereFor(far) === ANY_IPV6 ? ICMPV6 : ICMP,
    description: "ICMP for path MTU",
  }));
}

/** Turns each conversation into a rule for what the interface receives and one for what it sends. */
function bothDirections(
  conversations: readonly Conversation[],
  ruleAction: RuleAction,
  firstNumber: number,
): MirrorFilterRule[] {
  return conversations.flatMap(({ far, near, farPorts, protocol, description }, index) => {
    const rule = { ruleNumber: firstNumber + index * 10, ruleAction, protocol, description };
    const anywhere = anywhereFor(far);
    return [
      {
        ...rule,
        trafficDirection: TrafficDirection.INGRESS,
        sourceCidrBlock: far,
        sourcePortRange: farPorts,
        destinationCidrBlock: anywhere,
        destinationPortRange: near,
      },
      {
        ...rule,
        trafficDirection: TrafficDirection.EGRESS,
        sourceCidrBlock: anywhere,
        sourcePortRange: near,
        destinationCidrBlock: far,
        destinationPortRange: farPorts,
      },
    ];
  });
}

/** `443`, or `8000-8010`. */
function portText(ports: PortRange): string {
  return ports.fromPort === ports.toPort ? String(ports.fromPort) : `${ports.fromPort}-${ports.toPort}`;
}

/** The other end of a rule must be of the same family; an unreadable CIDR is reported by the rule's own check. */
function anywhereFor(cidr: string): string {
  return tryParseCidr(cidr)?.family === 6 ? ANY_IPV6 : ANY_IPV4;
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
