import { ref, Token } from "cdktf";
import type { Construct } from "constructs";
import { SessionCoverage } from "../coverage/session-coverage";
import { ALARM_ACTION_VARIABLE, COVERAGE_VARIABLES } from "./coverage-variables";
import { ModuleStack } from "./module-stack";
import { addOwner } from "./owner";
import { SAMPLE_COLLECTOR, SAMPLE_LOAD_BALANCER_ARN } from "./source-variables";

/** `SessionCoverage`, apart from the source: a module as a whole is there or not, and all of this has to be. */
export class CoverageModule extends ModuleStack {
  constructor(scope: Construct) {
    super(scope, "coverage", {
      title: "Alarm for interfaces without a mirror session",
      summary:
        "Looks every five minutes, in the load balancer's account, whether each of its interfaces has a session of a filter " +
        "to a target, and alarms where one has none. The source module makes one by itself.",
      sample: {
        deployment: "demo",
        load_balancer_arn: SAMPLE_LOAD_BALANCER_ARN,
        filter_id: "tmf-0123456789abcdef0",
        target_id: SAMPLE_COLLECTOR.targetId,
      },
    });
    const { deployment, tags } = addOwner(this);
    for (const variable of [...COVERAGE_VARIABLES, ALARM_ACTION_VARIABLE]) this.addVariable(variable);

    const coverage = new SessionCoverage(this, "Coverage", {
      deployment,
      loadBalancerArn: Token.asString(ref("var.load_balancer_arn")),
      filter: { filterId: Token.asString(ref("var.filter_id")) },
      target: { targetId: Token.asString(ref("var.target_id")) },
      alarmActionArns: Token.asList(ref("var.alarm_action_arns")),
    });
    // The construct knows when it is synthesized whether there is a date, and Terraform when it plans.
    for (const child of coverage.node.children) if ("tags" in child) child.tags = tags;

    this.addOutput({
      name: "state_machine_arn",
      description: "Check of the interfaces, to run it by hand.",
      value: coverage.stateMachineArn,
    });
    this.addOutput({ name: "alarm_arn", description: "ARN of the alarm.", value: coverage.alarmArn });
  }
}
