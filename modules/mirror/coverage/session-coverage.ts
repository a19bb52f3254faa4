import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { SchedulerScheduleGroup } from "@cdktf/provider-aws/lib/scheduler-schedule-group";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Construct } from "constructs";
import { METRICS_NAMESPACE } from "../../contracts";
import type { Home } from "../access/home";
import { homeOf } from "../access/home";
import { refused } from "../errors";
import type { IMirrorFilter } from "../filter/filter";
import { arnSuffix } from "../load-balancer-arn";
import { ownershipTags } from "../ownership";
import type { IMirrorTarget } from "../target/target";
import { CHECKS_TO_ALARM, coverageProblems } from "./coverage-checks";
import { coverageDefinition } from "./coverage-definition";
import { coverageDimensions, CoverageMetric } from "./coverage-metrics";
import { addCheckRole, addScheduleRole, COVERAGE_PREFIX } from "./coverage-roles";

/** Which load balancer must be mirrored as a whole, by what, and who is told when it is not. */
export interface SessionCoverageProps {
  /** Name of the deployment, for the tags and as a dimension of the metrics. */
  readonly deployment: string;
  /**
   * When this should be gone, RFC 3339; a tag that tells people and cleaning jobs, and removes nothing by itself.
   *
   * @default - no such tag
   */
  readonly expiresAt?: string;
  /** ARN of the Application Load Balancer, of the provider's account and Region. */
  readonly loadBalancerArn: string;
  /** Filter of the sessions that count. */
  readonly filter: IMirrorFilter;
  /** Target of the sessions that count. */
  readonly target: IMirrorTarget;
  /**
   * How often to look, in minutes, from 1 to 480. The alarm goes off after three looks on end.
   *
   * @default 5
   */
  readonly everyMinutes?: number;
  /**
   * ARNs of SNS topics that are told when the alarm goes off, and when it is over.
   *
   * @default - none; the alarm is seen in the console alone
   */
  readonly alarmActionArns?: string[];
}

/** A check of the coverage that a dashboard of the same account and Region shows. */
export interface ISessionCoverage {
  /** `app/NAME/ID` of the load balancer, a dimension of the metrics. */
  readonly loadBalancerArnSuffix: string;
  /** How often there are metrics, in seconds. */
  readonly periodSeconds: number;
  /** ARN of the alarm. */
  readonly alarmArn: string;
}

/**
 * Looks again and again whether each interface of a load balancer has a session, and alarms where one has none.
 *
 * A load balancer that scales gets interfaces without any event, and CloudWatch does not count them. So a state machine
 * lists them and the sessions, in the account of the load balancer, which alone sees both. It is an Express one: about
 * 2 cents a month, where a Standard one's transitions cost more than a dollar. That keeps no history of what it did;
 * `aws stepfunctions start-sync-execution` runs it by hand, and tells the interfaces or the error.
 */
export class SessionCoverage extends Construct implements ISessionCoverage {
  readonly loadBalancerArnSuffix: string;

  readonly periodSeconds: number;

  readonly alarmArn: string;

  /** ARN of the state machine, to run it by hand. */
  readonly stateMachineArn: string;

  /** The Terraform resource of the alarm, for overrides this class does not offer. */
  readonly alarm: CloudwatchMetricAlarm;

  /** The Terraform resource of the schedule, for overrides this class does not offer. */
  readonly schedule: SchedulerSchedule;

  /** The Terraform resource of the state machine, for overrides this class does not offer. */
  readonly resource: SfnStateMachine;

  constructor(scope: Construct, id: string, props: SessionCoverageProps) {
    super(scope, id);
    const everyMinutes = props.everyMinutes ?? 5;
    const alarmActionArns = props.alarmActionArns ?? [];
    const problems = coverageProblems({ ...props, everyMinutes, alarmActionArns });
    if (problems.length > 0) throw refused(this.node.path, problems);

    const tags = ownershipTags(props.deployment, props.expiresAt);
    const home = homeOf(this);
    this.loadBalancerArnSuffix = arnSuffix(props.loadBalancerArn);
    this.periodSeconds = 60 * everyMinutes;
    this.resource = this.#addMachine(home, props, tags);
    this.stateMachineArn = this.resource.arn;
    this.schedule = this.#addSchedule(home, everyMinutes, tags);
    this.alarm = this.#addAlarm(props.deployment, alarmActionArns, tags);
    this.alarmArn = this.alarm.arn;
  }

  #addMachine(home: Home, props: SessionCoverageProps, tags: Record<string, string>): SfnStateMachine {
    const { role, policy } = addCheckRole(this, home, tags);
    return new SfnStateMachine(this, "Resource", {
      namePrefix: COVERAGE_PREFIX,
      type: "EXPRESS",
      roleArn: role.arn,
      definition: coverageDefinition({
        deployment: props.deployment,
        loadBalancerArnSuffix: this.loadBalancerArnSuffix,
        partition: home.partition,
        filterId: props.filter.filterId,
        targetId: props.target.targetId,
      }),
      dependsOn: [policy],
      tags,
    });
  }

  #addSchedule(home: Home, everyMinutes: number, tags: Record<string, string>): SchedulerSchedule {
    // A schedule has no tags; its group has, and is what a role's trust can name.
    const group = new SchedulerScheduleGroup(this, "ScheduleGroup", { namePrefix: COVERAGE_PREFIX, tags });
    const ends = { machineArn: this.resource.arn, groupArn: group.arn };
    const { role, policy } = addScheduleRole(this, home, ends, tags);
    return new SchedulerSchedule(this, "Schedule", {
      namePrefix: COVERAGE_PREFIX,
      groupName: group.name,
      description: "Checks whether all interfaces of a load balancer are mirrored",
      scheduleExpression: everyMinutes === 1 ? "rate(1 minute)" : `rate(${everyMinutes} minutes)`,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: this.resource.arn,
        roleArn: role.arn,
        input: "{}",
        // The next run comes soon enough, and one that is late tells nothing.
        retryPolicy: { maximumRetryAttempts: 0 },
      },
      dependsOn: [policy],
    });
  }

  #addAlarm(deployment: string, actions: string[], tags: Record<string, string>): CloudwatchMetricAlarm {
    const suffix = this.loadBalancerArnSuffix;
    return new CloudwatchMetricAlarm(this, "Alarm", {
      alarmName: `tls-mirror ${deployment} ${suffix} interfaces unmirrored`,
      alarmDescription:
        `Interfaces of the load balancer had no mirror session in ${CHECKS_TO_ALARM} checks on end, or the check did not ` +
        "come to an end. Plan and apply again for the former; for the latter run its state machine by hand.",
      namespace: METRICS_NAMESPACE,
      metricName: CoverageMetric.UNMIRRORED_INTERFACES,
      dimensions: coverageDimensions({ deployment, loadBalancerArnSuffix: suffix }),
      statistic: "Maximum",
      period: this.periodSeconds,
      // A pipeline needs time to follow a load balancer that has scaled; and two checks may fall into one period.
      evaluationPeriods: CHECKS_TO_ALARM,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      // A check that fails, or does not run, tells nothing of the interfaces.
      treatMissingData: "breaching",
      alarmActions: actions,
      okActions: actions,
      tags,
      // The first check runs with the schedule: an alarm made before would go off for want of it.
      dependsOn: [this.schedule],
    });
  }
}
