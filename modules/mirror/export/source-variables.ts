import { VIRTUAL_NETWORK_IDS } from "../../contracts";
import { notALoadBalancerArn, notANetworkInterface } from "../errors";
import { LOAD_BALANCER_ARN_FORM } from "../load-balancer-arn";
import { FULL_FRAME_BYTES, MIN_PACKET_LENGTH_BYTES } from "../sessions/packet-length";
import {
  given,
  noInterfaces,
  notExactlyOneSource,
  packetLengthOutside,
  repeatedInterfaces,
  sessionNumberRange,
  shareNotGiven,
  virtualNetworkIdOutside,
} from "./errors";
import type { ModuleVariable } from "./module-variable";
import { isWhole } from "./variable-rules";

/** The type of `CollectorOutputs`, as the collector module and the construct's `toOutput` tell it. */
const COLLECTOR_TYPE = `object({
    targetId               = string
    targetArn              = string
    targetAccountId        = string
    region                 = string
    virtualNetworkIdRange  = object({ first = number, count = number })
    collectorCidrs         = list(string)
    shareArn               = optional(string)
    bucket                 = optional(string)
    packetLengthLimitBytes = optional(number)
    sourceLimit            = optional(number)
  })`;

/** A collector as the modules' tests know it. */
export const SAMPLE_COLLECTOR = {
  targetId: "tmt-0123456789abcdef0",
  targetArn: "arn:aws:ec2:eu-central-1:111122223333:traffic-mirror-target/tmt-0123456789abcdef0",
  targetAccountId: "111122223333",
  region: "eu-central-1",
  virtualNetworkIdRange: { first: 12_345, count: 1 },
  collectorCidrs: ["10.0.9.10/32"],
};

export const SAMPLE_LOAD_BALANCER_ARN =
  "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188";

const IS_INTERFACE = 'can(regex("^eni-[0-9a-f]{8,17}$", id))';
const GIVEN_IDS = "coalesce(var.source_interface_ids, [])";
const REPEATED = `distinct([for position, id in ${GIVEN_IDS} : id if index(${GIVEN_IDS}, id) < position])`;

/** Whose packets are mirrored, and where to. */
export const SOURCE_VARIABLES: readonly ModuleVariable[] = [
  {
    name: "collector",
    type: COLLECTOR_TYPE,
    description:
      "Where the copies are sent: output collector of the collector module, of another pipeline's state, or of a " +
      "parameter of Systems Manager.",
  },
  {
    name: "load_balancer_arn",
    type: "string",
    description:
      "ARN of an Application Load Balancer whose interfaces are mirrored. It must exist before the plan, which needs them.",
    default: null,
    rules: [
      {
        condition: `\${var.load_balancer_arn == null || can(regex(${JSON.stringify(LOAD_BALANCER_ARN_FORM)}, var.load_balancer_arn))}`,
        message: notALoadBalancerArn("load_balancer_arn", given("load_balancer_arn")),
        refuses: { load_balancer_arn: SAMPLE_LOAD_BALANCER_ARN.replace("/app/", "/net/") },
      },
      {
        condition: "${(var.load_balancer_arn == null) != (var.source_interface_ids == null)}",
        message: notExactlyOneSource(),
        refuses: { load_balancer_arn: null },
      },
    ],
  },
  {
    name: "source_interface_ids",
    type: "list(string)",
    description: "Interfaces to mirror, instead of those of a load balancer. They must be known when Terraform plans.",
    default: null,
    rules: [
      {
        condition: "${try(length(var.source_interface_ids) > 0, true)}",
        message: noInterfaces(),
        refuses: { load_balancer_arn: null, source_interface_ids: [] },
      },
      {
        condition: `\${try(alltrue([for id in var.source_interface_ids : ${IS_INTERFACE}]), true)}`,
        message: notANetworkInterface(
          "source_interface_ids",
          `\${join(", ", [for id in ${GIVEN_IDS} : id if !${IS_INTERFACE}])}`,
        ),
        refuses: { load_balancer_arn: null, source_interface_ids: ["i-0123456789abcdef0"] },
      },
      {
        condition: "${try(length(distinct(var.source_interface_ids)) == length(var.source_interface_ids), true)}",
        message: repeatedInterfaces(`\${join(", ", ${REPEATED})}`),
        refuses: {
          load_balancer_arn: null,
          source_interface_ids: ["eni-0123456789abcdef0", "eni-0123456789abcdef0"],
        },
      },
    ],
  },
];

/** Whether the interfaces of the load balancer are held against the sessions. */
export const WATCH_VARIABLE: ModuleVariable = {
  name: "watch_coverage",
  type: "bool",
  description:
    "Looks every five minutes whether each interface of the load balancer has a session, and alarms where one has none. " +
    "It takes two roles, a state machine and a schedule.",
  default: true,
};

/** How the sessions are made. */
export const SESSION_VARIABLES: readonly ModuleVariable[] = [
  {
    name: "filter",
    type: "object({ filter_id = string })",
    description:
      "Filter of this account and Region: the filter module as a whole, or an object with its filter_id. " +
      "Null makes one for the clients of listener_ports.",
    default: null,
  },
  {
    name: "virtual_network_id",
    type: "number",
    description:
      "VXLAN network identifier of all copies. Null deals out those of the collector in the order of the interfaces' ids.",
    default: null,
    rules: [
      {
        condition: `\${var.virtual_network_id == null || try(${isWhole("var.virtual_network_id", VIRTUAL_NETWORK_IDS)}, false)}`,
        message: virtualNetworkIdOutside("virtual_network_id", given("virtual_network_id")),
        refuses: { virtual_network_id: VIRTUAL_NETWORK_IDS.most + 1 },
      },
    ],
  },
  {
    name: "session_number",
    type: "number",
    description:
      "Order among the sessions of one interface, from 1 to 32766: a packet is copied once, for the lowest number whose " +
      "filter accepts it.",
    default: 1,
    rules: [
      {
        condition: `\${${isWhole("var.session_number", { least: 1, most: 32_766 })}}`,
        message: sessionNumberRange(),
        refuses: { session_number: 0 },
      },
    ],
  },
  {
    name: "packet_length_bytes",
    type: "number",
    description: `How much of each packet to copy. Null copies all that the target takes; less than ${FULL_FRAME_BYTES} cuts ClientHellos.`,
    default: null,
    rules: [
      {
        condition:
          `\${var.packet_length_bytes == null || try(var.packet_length_bytes >= ${MIN_PACKET_LENGTH_BYTES} && ` +
          "floor(var.packet_length_bytes) == var.packet_length_bytes && " +
          "var.packet_length_bytes <= coalesce(var.collector.packetLengthLimitBytes, var.packet_length_bytes), false)}",
        message: packetLengthOutside(MIN_PACKET_LENGTH_BYTES),
        refuses: { packet_length_bytes: MIN_PACKET_LENGTH_BYTES - 1 },
      },
    ],
  },
  {
    name: "accept_share",
    type: "bool",
    description:
      "Accepts the collector's share first. Needed outside the organization alone, or where it does not allow sharing; " +
      "elsewhere AWS accepts by itself, and Terraform would find no invitation.",
    default: false,
    rules: [
      {
        condition: "${!var.accept_share || var.collector.shareArn != null}",
        message: shareNotGiven(),
        refuses: { accept_share: true },
      },
    ],
  },
];
