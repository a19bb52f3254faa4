import { Token } from "cdktf";
import { contains, tryParseCidr } from "../cidr";
import { cidrProblems } from "../cidr-checks";
import { portOutOfRange } from "../errors";
import {
  duplicateRuleNumber,
  icmpOfOtherFamily,
  mixedFamilies,
  noAcceptRule,
  plaintextTargetLeg,
  portsWithoutTransport,
  reversedPortRange,
  ruleNumberOutOfRange,
  tooManyRules,
  unreachableRule,
} from "./errors";
import type { MirrorFilterRule, PortRange } from "./filter-rule";
import { ICMP, ICMPV6, RuleAction, TCP, TrafficDirection, UDP } from "./filter-rule";
import { rulesOpenToTargets } from "./target-leg";
import { MAX_RULES_PER_FILTER } from "../quotas";
import { isOutside } from "../whole-number";

/** What is wrong with one rule by itself; empty when nothing is. Tokens are let through. */
export function ruleProblems(rule: MirrorFilterRule): string[] {
  const where = `rule ${rule.ruleNumber}`;
  return [
    ...numberProblems(rule),
    ...cidrProblems(where, rule.sourceCidrBlock),
    ...cidrProblems(where, rule.destinationCidrBlock),
    ...familyProblems(rule),
    ...icmpProblems(rule),
    ...portProblems(rule),
  ];
}

/** What is wrong with the rules of a filter taken together; empty when nothing is. */
export function filterProblems(rules: readonly MirrorFilterRule[], allowPlaintextTargetLeg: boolean): string[] {
  return [
    ...budgetProblems(rules),
    ...missingDirections(rules),
    ...repeatedNumbers(rules),
    ...unreachableRules(rules),
    ...(allowPlaintextTargetLeg ? [] : rulesOpenToTargets(rules).map(plaintextTargetLeg)),
  ];
}

function numberProblems(rule: MirrorFilterRule): string[] {
  return isOutside(rule.ruleNumber, 1, 32_766) ? [ruleNumberOutOfRange(rule)] : [];
}

function familyProblems(rule: MirrorFilterRule): string[] {
  const source = tryParseCidr(rule.sourceCidrBlock);
  const destination = tryParseCidr(rule.destinationCidrBlock);
  const mixed = source !== undefined && destination !== undefined && source.family !== destination.family;
  return mixed ? [mixedFamilies(rule)] : [];
}

/** ICMP has a number of its own in each family. */
function icmpProblems(rule: MirrorFilterRule): string[] {
  const family = tryParseCidr(rule.sourceCidrBlock)?.family;
  const impossible = (rule.protocol === ICMP && family === 6) || (rule.protocol === ICMPV6 && family === 4);
  return impossible ? [icmpOfOtherFamily(rule)] : [];
}

function portProblems(rule: MirrorFilterRule): string[] {
  const ranges = [rule.sourcePortRange, rule.destinationPortRange].filter((range) => range !== undefined);
  const problems = ranges.flatMap((range) => rangeProblems(rule, range));
  const hasPorts = rule.protocol === TCP || rule.protocol === UDP || Token.isUnresolved(rule.protocol);
  return ranges.length > 0 && !hasPorts ? [...problems, portsWithoutTransport(rule)] : problems;
}

function rangeProblems(rule: MirrorFilterRule, range: PortRange): string[] {
  const outside = [range.fromPort, range.toPort].filter((port) => isOutside(port, 0, 65_535));
  if (outside.length > 0) return outside.map((port) => portOutOfRange(`rule ${rule.ruleNumber}`, port, 0));

  const known = !Token.isUnresolved(range.fromPort) && !Token.isUnresolved(range.toPort);
  return known && range.fromPort > range.toPort ? [reversedPortRange(rule, range)] : [];
}

/** Whether AWS counts the ten per filter or per direction is not documented; this is the stricter reading. */
function budgetProblems(rules: readonly MirrorFilterRule[]): string[] {
  if (rules.length <= MAX_RULES_PER_FILTER) return [];
  const wishes = new Map<string, number>();
  for (const rule of rules) {
    const wish = rule.description ?? `rule ${rule.ruleNumber}`;
    wishes.set(wish, (wishes.get(wish) ?? 0) + 1);
  }
  const families = new Set(rules.map(({ sourceCidrBlock }) => tryParseCidr(sourceCidrBlock)?.family));
  return [
    tooManyRules(wishes, rules.length, {
      isDualStack: families.has(4) && families.has(6),
      rejects: rules.some(({ ruleAction }) => ruleAction === RuleAction.REJECT),
    }),
  ];
}

/** A handshake needs both directions; half a filter deploys cleanly and captures nothing useful. */
function missingDirections(rules: readonly MirrorFilterRule[]): string[] {
  return [TrafficDirection.INGRESS, TrafficDirection.EGRESS]
    .filter(
      (direction) =>
        !rules.some((rule) => rule.trafficDirection === direction && rule.ruleAction === RuleAction.ACCEPT),
    )
    .map(noAcceptRule);
}

function repeatedNumbers(rules: readonly MirrorFilterRule[]): string[] {
  const seen = new Set<string>();
  const repeated = new Set<MirrorFilterRule>();
  for (const rule of rules) {
    const key = `${rule.trafficDirection} ${rule.ruleNumber}`;
    if (seen.has(key)) repeated.add(rule);
    seen.add(key);
  }
  return [...repeated].map(duplicateRuleNumber);
}

function unreachableRules(rules: readonly MirrorFilterRule[]): string[] {
  return rules.flatMap((rule) => {
    const by = rules.find((earlier) => earlier.ruleNumber < rule.ruleNumber && covers(earlier, rule));
    return by === undefined ? [] : [unreachableRule(rule, by)];
  });
}

/** Whether every packet that `inner` matches is one that `outer` matches. Where tokens hide it, it is not. */
function covers(outer: MirrorFilterRule, inner: MirrorFilterRule): boolean {
  return (
    outer.trafficDirection === inner.trafficDirection &&
    (outer.protocol === undefined || outer.protocol === inner.protocol) &&
    coversCidr(outer.sourceCidrBlock, inner.sourceCidrBlock) &&
    coversCidr(outer.destinationCidrBlock, inner.destinationCidrBlock) &&
    coversPorts(outer.sourcePortRange, inner.sourcePortRange) &&
    coversPorts(outer.destinationPortRange, inner.destinationPortRange)
  );
}

function coversCidr(outer: string, inner: string): boolean {
  const network = tryParseCidr(outer);
  const part = tryParseCidr(inner);
  return network !== undefined && part !== undefined && contains(network, part);
}

function coversPorts(outer: PortRange | undefined, inner: PortRange | undefined): boolean {
  if (outer === undefined) return true;
  const known = [outer.fromPort, outer.toPort].every((port) => !Token.isUnresolved(port));
  return known && inner !== undefined && outer.fromPort <= inner.fromPort && inner.toPort <= outer.toPort;
}
