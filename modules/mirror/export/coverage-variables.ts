import { ALARM_ACTION_FORM } from "../alarm-actions";
import { notALoadBalancerArn, notATopic } from "../errors";
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

/** Whether Terraform's `arn` is one that an alarm may call. */
const IS_ACTION = `can(regex(${JSON.stringify(ALARM_ACTION_FORM)}, arn))`;

/** Whom the alarm tells; the source has it too. */
export const ALARM_ACTION_VARIABLE: ModuleVariable = {
  name: "alarm_action_arns",
  type: "list(string)",
  description: "ARNs of SNS topics that are told when the alarm goes off, and when it is over.",
  default: [],
  rules: [
    {
      condition: `\${alltrue([for arn in var.alarm_action_arns : ${IS_ACTION}])}`,
      message: notATopic(
        "alarm_action_arns",
        `\${join(", ", [for arn in var.alarm_action_arns : arn if !${IS_ACTION}])}`,
      ),
      refuses: { alarm_action_arns: ["alerts"] },
    },
  ],
};
