import { UserError } from "../../contracts";
import { MAX_RULES_PER_FILTER, MAX_SESSIONS_PER_INTERFACE } from "../quotas";
import type { MirrorFilterRule, PortRange, TrafficDirection } from "./filter-rule";

/** What decides which ways on there are for a filter that is too large. */
interface LargeFilter {
  /** Whether it has rules of both families. */
  readonly isDualStack: boolean;
  readonly rejects: boolean;
}

/** `wishes` are what the rules are for, and how many each takes. */
export const tooManyRules = (wishes: ReadonlyMap<string, number>, count: number, filter: LargeFilter) =>
  `the filter has ${count} rules, but AWS allows ${MAX_RULES_PER_FILTER} in one filter and does not raise it: ` +
  `${[...wishes].map(([wish, rules]) => `${wish} (${rules})`).join(", ")}. ` +
  "Drop one of these, choose adjacent ports (they share rules), name fewer or wider networks" +
  `${filter.isDualStack ? ", or IPv4 networks alone, which halves the rules" : ""}. ${splitting(count, filter)}`;

function splitting(count: number, { rejects }: LargeFilter): string {
  if (rejects) return "Do not split it: a packet that one filter rejects may be accepted by the other.";
  return (
    `Split into ${Math.ceil(count / MAX_RULES_PER_FILTER)} filters, it takes as many sessions for each interface, ` +
    `which AWS bills each and allows ${MAX_SESSIONS_PER_INTERFACE} of, with session numbers of their own.`
  );
}

export const noAcceptRule = (direction: TrafficDirection) =>
  `no rule accepts ${direction} traffic, so one side of every handshake is lost. ` +
  `Add a rule with trafficDirection "${direction}" and ruleAction "accept".`;

export const duplicateRuleNumber = (rule: MirrorFilterRule) =>
  `rule number ${rule.ruleNumber} is given twice for ${rule.trafficDirection} traffic. ` +
  "Number the rules of one direction differently; the lowest match decides.";

export const unreachableRule = (rule: MirrorFilterRule, by: MirrorFilterRule) =>
  `${rule.trafficDirection} rule ${rule.ruleNumber} can never match: rule ${by.ruleNumber} comes before it and matches all ` +
  "of its packets. Give it a lower number, or remove it.";

export const icmpOfOtherFamily = (rule: MirrorFilterRule) =>
  `rule ${rule.ruleNumber} can never match: protocol ${rule.protocol ?? "any"} does not occur between ` +
  `${rule.sourceCidrBlock} and ${rule.destinationCidrBlock}. ICMP is protocol 1 in IPv4 and 58 in IPv6.`;

export const plaintextTargetLeg = (rule: MirrorFilterRule) =>
  `${rule.trafficDirection} rule ${rule.ruleNumber} accepts every connection between ${rule.sourceCidrBlock} and ` +
  `${rule.destinationCidrBlock}, and so what the balancer says to its targets, which may be decrypted. ` +
  "Name ports, reject all TCP with the targets' networks before it, " +
  "or set allowPlaintextTargetLeg to true if that is what you want.";

export const notAnAddress = (text: string) =>
  new UserError(`"${text}" is neither an IPv4 nor an IPv6 address. Write it as 203.0.113.5 or 2001:db8::5.`);

export const ruleNumberOutOfRange = (rule: MirrorFilterRule) =>
  `ruleNumber must be a whole number from 1 to 32766, got ${rule.ruleNumber}. Leave gaps, for instance 100, 110, 120.`;

export const mixedFamilies = (rule: MirrorFilterRule) =>
  `rule ${rule.ruleNumber}: ${rule.sourceCidrBlock} and ${rule.destinationCidrBlock} are of different IP families. ` +
  "Make one rule with two IPv4 networks and another with two IPv6 networks.";

export const reversedPortRange = (rule: MirrorFilterRule, range: PortRange) =>
  `rule ${rule.ruleNumber}: the port range ${range.fromPort}-${range.toPort} ends before it begins. ` +
  `Swap its ends: fromPort ${range.toPort}, toPort ${range.fromPort}.`;

export const portsWithoutTransport = (rule: MirrorFilterRule) =>
  `rule ${rule.ruleNumber}: ports are given for ${protocolText(rule.protocol)}, which has none. ` +
  "Set protocol to 6 (TCP) or 17 (UDP), or leave the ports out.";

export const noCidr = (property: string) =>
  `${property} is empty, so nothing would be mirrored. Name a network, or leave it out where it has a default.`;

export const tooManyExcluded = (property: string, count: number | string, most: number) =>
  `${property} holds ${count} networks, each of which takes two rules, but AWS allows ${MAX_RULES_PER_FILTER} in one ` +
  `filter, of which clients need two. Name ${most} at the most, by wider networks.`;

export const nothingExcluded = () =>
  "excludedCidrs is empty, so nothing is excluded. Name the VPC's networks, or use MirrorFilter.forListeners.";

function protocolText(protocol: number | undefined): string {
  return protocol === undefined ? "every protocol" : `protocol ${protocol}`;
}
