import { noLaunchTemplate, unknownResource } from "./errors";
import type { PriceList } from "./prices";
import { priceOf } from "./prices";

/** One line of a bill. */
export interface BillLine {
  readonly what: string;
  readonly count: number;
  readonly usdPerHour: number;
}

/** What is not in Terraform's JSON, since only AWS knows it. */
export interface Assumptions {
  /** How many interfaces each load balancer has that is looked up. */
  readonly interfaces: number;
}

type Block = Readonly<Record<string, unknown>>;

interface Stack {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
}

/** Billed by use, by what is in them, or not at all. */
const UNBILLED = [
  /^aws_athena_/,
  /^aws_autoscaling_policy$/,
  /^aws_ec2_traffic_mirror_(filter|filter_rule|target)$/,
  /^aws_glue_catalog_/,
  /^aws_iam_/,
  /^aws_lb_(listener|target_group|target_group_attachment)$/,
  /^aws_launch_template$/,
  /^aws_ram_/,
  /^aws_scheduler_/,
  /^aws_s3_bucket/,
  /^aws_security_group/,
  /^aws_ssm_parameter$/,
];

/**
 * What synthesized stacks cost for each hour in which nothing happens: no upload, no query, no traffic.
 *
 * A fleet is counted at its least size.
 */
export function billOf(stacks: readonly string[], prices: PriceList, assumptions: Assumptions): BillLine[] {
  const counts = new Map<string, number>();
  for (const text of stacks) {
    const { resource: types = {} } = JSON.parse(text) as Stack;
    for (const [type, blocks] of Object.entries(types)) {
      for (const [name, block] of Object.entries(blocks)) {
        for (const [id, count] of billed(type, name, block, types["aws_launch_template"] ?? {}, assumptions)) {
          counts.set(id, (counts.get(id) ?? 0) + count);
        }
      }
    }
  }
  return [...counts].map(([id, count]) => {
    const { what, usdPerHour } = priceOf(prices, id);
    return { what, count, usdPerHour: count * usdPerHour };
  });
}

/** Ids of prices, and how often each is due. */
function billed(
  type: string,
  name: string,
  block: Block,
  templates: Readonly<Record<string, Block>>,
  assumptions: Assumptions,
): (readonly [id: string, count: number])[] {
  switch (type) {
    case "aws_ec2_traffic_mirror_session":
      return [["mirror-session", sessionCount(block, assumptions)]];
    case "aws_instance":
      return [
        [`instance:${String(block["instance_type"])}`, 1],
        ["gp3-gib", volumeSize(block["root_block_device"])],
      ];
    case "aws_autoscaling_group":
      return fleet(name, block, templates);
    case "aws_lb":
      return [["network-load-balancer", 1]];
    case "aws_kms_key":
      return [["kms-key", 1]];
    case "aws_cloudwatch_metric_alarm":
      return [["alarm", 1]];
    case "aws_sfn_state_machine":
      // Its runs are billed by use, and are hardly worth it.
      return [["metric", metricCount(block)]];
    case "aws_cloudwatch_dashboard":
      return [["dashboard", 1]];
    default:
      if (UNBILLED.some((unbilled) => unbilled.test(type))) return [];
      throw unknownResource(type);
  }
}

/** A session is there once for each interface that is named, or as often as a look-up is assumed to find one. */
function sessionCount(block: Block, { interfaces }: Assumptions): number {
  const each = block["for_each"];
  if (each === undefined) return 1;
  const named = JSON.stringify(each).match(/\beni-[0-9a-f]{8,17}\b/g);
  return named?.length ?? interfaces;
}

/** Metrics that a state machine publishes each time it runs. */
function metricCount({ definition }: Block): number {
  return String(definition).split('"MetricName"').length - 1;
}

function fleet(
  name: string,
  group: Block,
  templates: Readonly<Record<string, Block>>,
): (readonly [id: string, count: number])[] {
  const [, templateName] = /aws_launch_template\.([\w-]+)/.exec(JSON.stringify(group["launch_template"])) ?? [];
  const template = templateName === undefined ? undefined : templates[templateName];
  if (template === undefined) throw noLaunchTemplate(name);
  const machines = Number(group["min_size"]);
  const [device] = template["block_device_mappings"] as readonly Block[];
  return [
    [`instance:${String(template["instance_type"])}`, machines],
    ["gp3-gib", machines * volumeSize(device?.["ebs"])],
    ["detailed-monitoring", template["monitoring"] === undefined ? 0 : machines],
  ];
}

/** In GiB. */
function volumeSize(device: unknown): number {
  return Number((device as Block)["volume_size"]);
}
