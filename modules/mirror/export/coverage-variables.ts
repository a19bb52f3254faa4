import { notALoadBalancerArn } from "../errors";
import { notATopic } from "../alarms/errors";
import { LOAD_BALANCER_ARN_FORM } from "../load-balancer-arn";
import type { ModuleVariable } from "./module-variable";
import { SAMPLE_LOAD_BALANCER_ARN } from "./source-variables";
import { formRule } from "./variable-rules";

/** What is looked at. */
export const COVERAGE_VARIABLES: readonly ModuleVariable[] = [
  {
    name: "load_balancer_arn",
    type: "string",
    description: "ARN of the Application Load Balancer, of the provider's account and Region.",
    rules: [
      formRule(
        "load_balancer_arn",
        LOAD_BALANCER_ARN_FORM,
        notALoadBalancerArn("load_balancer_arn", "${var.load_balancer_arn}"),
        SAMPLE_LOAD_BALANCER_ARN.replace("/app/", "/net/"),
      ),
    ],
  },
  {
    name: "filter_id",
    type: "string",
    description: "Filter of the sessions that count.",
  },
  {
    name: "target_id",
    type: "string",
    description: "Target of the sessions that count.",
  },
];

/** Whom the alarm tells; the source has it too. */
export const ALARM_ACTION_VARIABLE: ModuleVariable = {
  name: "alarm_action_arns",
  type: "list(string)",
  description: "ARNs of SNS topics that are told when the alarm goes off, and when it is over.",
  default: [],
  rules: [
    {
      condition: '${alltrue([for arn in var.alarm_action_arns : can(regex("^arn:[\\\\w-]+:[\\\\w-]+:", arn))])}',
      message: notATopic(
        "alarm_action_arns",
        '${join(", ", [for arn in var.alarm_action_arns : arn if !can(regex("^arn:[\\\\w-]+:[\\\\w-]+:", arn))])}',
      ),
      refuses: { alarm_action_arns: ["alerts"] },
    },
  ],
};
