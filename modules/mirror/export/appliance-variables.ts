import {
  DEFAULT_HEALTH_PORT,
  DEFAULT_ROTATION_SECONDS,
  DISK_BUDGET_BYTES,
  HEALTH_PORTS,
  ROTATION_SECONDS,
  VIRTUAL_NETWORK_ID_COUNT,
  VIRTUAL_NETWORK_IDS,
} from "../../contracts";
import { DEFAULT_INSTANCE_TYPE, DEFAULT_VOLUME_SIZE_GIB } from "../appliance/capture-appliance-props";
import { notAnImage } from "../appliance/errors";
import {
  diskBudgetOutside,
  noMirrorSources,
  notARetention,
  portsOutOfRange,
  virtualNetworkIdCount,
  virtualNetworkIdOutside,
} from "./errors";
import { SOURCES_PER_INTERFACE, SOURCES_PER_LARGE_INTERFACE } from "../quotas";
import type { ModuleVariable } from "./module-variable";
import { cidrRules, formRule, idRule, isWhole, portRules, wholeNumberRule } from "./variable-rules";

const GIB = 1024 ** 3;
const FIRST = "var.virtual_network_id_range.first";
const COUNT = "var.virtual_network_id_range.count";
/** Where the appliance stands, and who may send to it. */
export const PLACE_VARIABLES: readonly ModuleVariable[] = [
  {
    name: "image_id",
    type: "string",
    description: "Machine image built from packer/ of this repository, for the architecture of instance_type.",
    rules: [
      formRule(
        "image_id",
        "^ami-[0-9a-f]{8,17}$",
        notAnImage("${var.image_id}").replace("imageId", "image_id"),
        "latest",
      ),
    ],
  },
  {
    name: "vpc_id",
    type: "string",
    description: "VPC of the subnet.",
    rules: [idRule("vpc_id", "vpc")],
  },
  {
    name: "subnet_id",
    type: "string",
    description: "Subnet that the load balancer's subnets can reach.",
    rules: [idRule("subnet_id", "subnet")],
  },
  {
    name: "mirror_source_cidrs",
    type: "list(string)",
    description: "Networks that may send mirrored packets: the subnets of the load balancer.",
    rules: [
      {
        condition: "${length(var.mirror_source_cidrs) > 0}",
        message: noMirrorSources(),
        refuses: { mirror_source_cidrs: [] },
      },
      ...cidrRules("mirror_source_cidrs"),
    ],
  },
  {
    name: "instance_type",
    type: "string",
    description: "Instance type, of the image's architecture.",
    default: DEFAULT_INSTANCE_TYPE,
  },
  {
    name: "source_limit",
    type: "number",
    description:
      "How many interfaces AWS lets send to the appliance: 100 for the largest instance types, 10 for all others. " +
      "Sources warn when they find more.",
    default: SOURCES_PER_INTERFACE,
    rules: [wholeNumberRule("source_limit", { least: 1, most: SOURCES_PER_LARGE_INTERFACE }, "interfaces")],
  },
  {
    name: "allow_session_manager",
    type: "bool",
    description: "Lets operators open a shell through Systems Manager, which is the only way in.",
    default: false,
  },
];

/** What the appliance captures, and where it keeps it. */
export const CAPTURE_VARIABLES: readonly ModuleVariable[] = [
  {
    name: "virtual_network_id_range",
    type: "object({ first = number, count = number })",
    description: "VXLAN network identifiers of the sessions: the lowest, and how many. The appliance discards others.",
    default: { first: 12_345, count: 1 },
    rules: [
      {
        condition: `\${${isWhole(FIRST, VIRTUAL_NETWORK_IDS)} && ${FIRST} + ${COUNT} - 1 <= ${VIRTUAL_NETWORK_IDS.most}}`,
        message: virtualNetworkIdOutside("virtual_network_id_range", `\${${FIRST}} and \${${COUNT}} of them`),
        refuses: { virtual_network_id_range: { first: 16_777_215, count: 2 } },
      },
      {
        condition: `\${${isWhole(COUNT, VIRTUAL_NETWORK_ID_COUNT)}}`,
        message: virtualNetworkIdCount(VIRTUAL_NETWORK_ID_COUNT.most),
        refuses: { virtual_network_id_range: { first: 1, count: 0 } },
      },
    ],
  },
  {
    name: "listener_ports",
    type: "list(number)",
    description: "TCP ports of the load balancer's listeners.",
    default: [443],
    rules: portRules("listener_ports"),
  },
  {
    name: "volume_size_gib",
    type: "number",
    description: "Size of the encrypted volume that holds the system and the captures, in GiB.",
    default: DEFAULT_VOLUME_SIZE_GIB,
    // The largest gp3 volume is 64 TiB.
    rules: [wholeNumberRule("volume_size_gib", { least: 11, most: 65_536 }, "GiB")],
  },
  {
    name: "disk_budget_bytes",
    type: "number",
    description:
      "Disk space that captures may take before the oldest are removed, in bytes. Null is the volume less 10 GiB for the system.",
    default: null,
    rules: [
      {
        condition:
          "${var.disk_budget_bytes == null || try(" +
          `var.disk_budget_bytes >= ${DISK_BUDGET_BYTES.least} && ` +
          "floor(var.disk_budget_bytes) == var.disk_budget_bytes && " +
          `var.disk_budget_bytes < var.volume_size_gib * ${GIB}, false)}`,
        message: diskBudgetOutside(DISK_BUDGET_BYTES.least),
        refuses: { disk_budget_bytes: DISK_BUDGET_BYTES.least - 1 },
      },
    ],
  },
  {
    name: "rotation_seconds",
    type: "number",
    description: "How long one capture file is written before the next is begun, in seconds.",
    default: DEFAULT_ROTATION_SECONDS,
    rules: [wholeNumberRule("rotation_seconds", ROTATION_SECONDS, "seconds")],
  },
  {
    name: "retention",
    type: "string",
    description: "handshakes drops application data before anything is stored; everything keeps whole packets.",
    default: "handshakes",
    rules: [
      {
        condition: '${contains(["handshakes", "everything"], var.retention)}',
        message: notARetention(),
        refuses: { retention: "all" },
      },
    ],
  },
  {
    name: "health_port",
    type: "number",
    description: "TCP port of the health check, from 1024: the appliance runs without the right to take a lower one.",
    default: DEFAULT_HEALTH_PORT,
    rules: [
      {
        condition: `\${${isWhole("var.health_port", HEALTH_PORTS)}}`,
        message: portsOutOfRange("health_port", HEALTH_PORTS.least, "${var.health_port}"),
        refuses: { health_port: 80 },
      },
    ],
  },
];
