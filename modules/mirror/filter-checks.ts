import { Token } from "cdktf";
import { tryParseCidr } from "./cidr";
import { cidrProblems } from "./cidr-checks";
import {
  duplicateRuleNumber,
  mixedFamilies,
  noAcceptRule,
  portOutOfRange,
  portsWithoutTransport,
  reversedPortRange,
  ruleNumberOutOfRange,
  tooManyRules,
} from "./errors";
import type { MirrorFilterRule, PortRange } from "./filter-rule";
import { RuleAction, TCP, TrafficDirection, UDP } from "./filter-rule";
import { isOutside } from "./whole-number";

/** Rules of one filter, both directions together; AWS does not raise it ("Traffic Mirroring quotas and considerations"). */
export const MAX_RULES_PER_FILTER = 10;

/** What is wrong with one rule by itself; empty when nothing is. Tokens are let through. */
export function ruleProblems(rule: MirrorFilterRule): string[] {
  const where = `rule ${rule.ruleNumber}`;
  return [
    ...numberProblems(rule),
    ...cidrProblems(where, rule.sourceCidrBlock),
    ...cidrProblems(where, rule.destinationCidrBlock),
    ...familyProblems(rule),
    ...portProblems(rule),
  ];
}

/** What is wrong with the rules of a filter taken together; empty when nothing is. */
export function filterProblems(rules: readonly MirrorFilterRule[]): string[] {
  return [...budgetProblems(rules), ...missingDirections(rules), ...repeatedNumbers(rules)];
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
  return rules.length > MAX_RULES_PER_FILTER ? [tooManyRules(rules.length, MAX_RULES_PER_FILTER)] : [];
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
