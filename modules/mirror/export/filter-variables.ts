import { ANYWHERE } from "../cidr";
import { tooManyExcluded } from "../filter/errors";
import { MAX_EXCLUDED } from "../filter/filter-presets";
import { clientWithinExcluded, noNetwork, noNetworkOfIpv4, notForTargets } from "./errors";
import type { ModuleVariable } from "./module-variable";
import { cidrRules, portRangeRule, portRules, reachableRule, within } from "./variable-rules";

const IPV4_LEFT = (variable: string) => `anytrue([for cidr in var.${variable} : !strcontains(cidr, ":")])`;

const notEmpty = (variable: string) => ({
  condition: `\${length(var.${variable}) > 0}`,
  message: noNetwork(variable),
  refuses: { [variable]: [] },
});

/** Networks that are left out by rules. */
const EXCLUDED = `[for cidr in distinct(var.excluded_cidrs) : cidr if var.ipv6 || !strcontains(cidr, ":")]`;

const EXCLUDED_CLIENT = `anytrue([for excluded in var.excluded_cidrs : ${within("cidr", "excluded")}])`;

/** What clients are mirrored; the same for the filter by itself and for the one that a source makes. */
export const CLIENT_VARIABLES: readonly ModuleVariable[] = [
  {
    name: "listener_ports",
    type: "list(number)",
    description: "TCP ports of the load balancer's listeners. Adjacent ports share rules.",
    default: [443],
    rules: portRules("listener_ports"),
  },
  {
    name: "client_cidrs",
    type: "list(string)",
    description:
      "Networks whose clients are mirrored, IPv4 or IPv6. Each costs two rules for each range of adjacent ports.",
    default: ANYWHERE,
    rules: [notEmpty("client_cidrs"), ...cidrRules("client_cidrs"), reachableRule("client_cidrs")],
  },
  {
    name: "mirror_icmp",
    type: "bool",
    description:
      "Also mirrors ICMP with the clients, which shows trouble with path MTU. Costs two rules for each of client_cidrs.",
    default: false,
  },
];

/** Whether IPv6 is mirrored, where `networks` are what the rules are made of. */
export function ipv6Variable(networks: string): ModuleVariable {
  return {
    name: "ipv6",
    type: "bool",
    description: "Mirrors IPv6 too. False leaves the IPv6 networks out, and half of the rules with them.",
    default: true,
    rules: [
      {
        condition: `\${var.ipv6 || ${networks}}`,
        message: noNetworkOfIpv4(),
        refuses: { ipv6: false, client_cidrs: ["2001:db8::/32"] },
      },
    ],
  };
}

/** Whether `client_cidrs` holds an IPv4 network. */
export const IPV4_CLIENTS = IPV4_LEFT("client_cidrs");

/** Variables that only the filter module has. */
export const FILTER_VARIABLES: readonly ModuleVariable[] = [
  {
    name: "excluded_cidrs",
    type: "list(string)",
    description:
      "Networks whose clients are left out, for instance those of the VPC; four at the most. Each costs two rules.",
    default: [],
    rules: [
      ...cidrRules("excluded_cidrs"),
      {
        condition: `\${length(${EXCLUDED}) <= ${MAX_EXCLUDED}}`,
        message: tooManyExcluded("excluded_cidrs", `\${length(${EXCLUDED})}`, MAX_EXCLUDED),
        refuses: { excluded_cidrs: Array.from({ length: 10 }, (_, i) => `10.${i}.0.0/16`) },
      },
      reachableRule("excluded_cidrs"),
      {
        condition: `\${!anytrue([for cidr in var.client_cidrs : ${EXCLUDED_CLIENT}])}`,
        message: clientWithinExcluded(`\${join(", ", [for cidr in var.client_cidrs : cidr if ${EXCLUDED_CLIENT}])}`),
        refuses: { excluded_cidrs: ["10.0.0.0/8"], client_cidrs: ["10.1.0.0/16", "203.0.113.0/24"] },
      },
      {
        condition: "${length(var.excluded_cidrs) == 0 || length(var.target_ports) == 0}",
        message: notForTargets("excluded_cidrs"),
        refuses: { excluded_cidrs: ["10.0.0.0/8"], target_ports: [8443] },
      },
    ],
  },
  {
    name: "target_ports",
    type: "list(number)",
    description:
      "TCP ports of the targets. Given, the filter mirrors what the load balancer and its targets say to each other " +
      "instead of the clients: application data, unless that is encrypted.",
    default: [],
    rules: [portRangeRule("target_ports")],
  },
  {
    name: "target_cidrs",
    type: "list(string)",
    description:
      "Networks of the targets, where target_ports are given. Each costs two rules for each range of adjacent ports.",
    default: ANYWHERE,
    rules: [notEmpty("target_cidrs"), ...cidrRules("target_cidrs"), reachableRule("target_cidrs")],
  },
  {
    name: "mirror_amazon_dns",
    type: "bool",
    description: "Also mirrors what the interfaces say to Amazon's name servers, whatever the rules say.",
    default: false,
  },
];

/** Whether the networks that the filter's rules are made of hold an IPv4 one. */
export const IPV4_CLIENTS_OR_TARGETS = `(length(var.target_ports) > 0 ? ${IPV4_LEFT("target_cidrs")} : ${IPV4_CLIENTS})`;
