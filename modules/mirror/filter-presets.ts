import { ANY_IPV4, ANY_IPV6, tryParseCidr } from "./cidr";
import type { MirrorFilterRule, PortRange } from "./filter-rule";
import { RuleAction, TCP, TrafficDirection } from "./filter-rule";

/** Which connections of a balancer's clients are mirrored. */
export interface ListenerTraffic {
  /** TCP ports of the listeners. */
  readonly listenerPorts: readonly number[];
  /** Networks that clients connect from. */
  readonly clientCidrs: readonly string[];
}

/** Clients on every address of both families. */
export const ANY_CLIENT = [ANY_IPV4, ANY_IPV6];

/**
 * Rules for the client side of a balancer.
 *
 * The listener's port alone tells the client side from the target side: a balancer is reached on it and answers from
 * it, whereas towards its targets it is the client. So no CIDR of the VPC is needed, and internal balancers work alike.
 */
export function listenerRules(traffic: ListenerTraffic): MirrorFilterRule[] {
  const wishes = portRanges(traffic.listenerPorts).flatMap((ports) =>
    [...new Set(traffic.clientCidrs)].map((clients) => ({ ports, clients, anywhere: anywhereFor(clients) })),
  );
  return wishes.flatMap(({ ports, clients, anywhere }, index) => [
    {
      ruleNumber: ruleNumber(index),
      trafficDirection: TrafficDirection.INGRESS,
      ruleAction: RuleAction.ACCEPT,
      protocol: TCP,
      sourceCidrBlock: clients,
      destinationCidrBlock: anywhere,
      destinationPortRange: ports,
      description: `clients to listener port ${portText(ports)}`,
    },
    {
      ruleNumber: ruleNumber(index),
      trafficDirection: TrafficDirection.EGRESS,
      ruleAction: RuleAction.ACCEPT,
      protocol: TCP,
      sourceCidrBlock: anywhere,
      destinationCidrBlock: clients,
      sourcePortRange: ports,
      description: `listener port ${portText(ports)} to clients`,
    },
  ]);
}

/** The fewest ranges that hold exactly these ports, in ascending order. */
export function portRanges(ports: readonly number[]): PortRange[] {
  const ranges: PortRange[] = [];
  for (const port of [...new Set(ports)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.toPort === port - 1) ranges[ranges.length - 1] = { fromPort: last.fromPort, toPort: port };
    else ranges.push({ fromPort: port, toPort: port });
  }
  return ranges;
}

/** `443`, or `8000-8010`. */
export function portText(ports: PortRange): string {
  return ports.fromPort === ports.toPort ? String(ports.fromPort) : `${ports.fromPort}-${ports.toPort}`;
}

/** The other end of a rule must be of the same family; an unreadable CIDR is reported by the rule's own check. */
function anywhereFor(cidr: string): string {
  return tryParseCidr(cidr)?.family === 6 ? ANY_IPV6 : ANY_IPV4;
}

/** Steps of ten leave room for a rule in between. */
function ruleNumber(index: number): number {
  return 100 + index * 10;
}
