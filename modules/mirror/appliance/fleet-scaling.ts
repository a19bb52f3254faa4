import type { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { AutoscalingPolicy } from "@cdktf/provider-aws/lib/autoscaling-policy";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { Construct } from "constructs";
import { METRICS_NAMESPACE } from "../../contracts";
import { CaptureMetric, diskUsedPercent } from "../alarms/capture-metrics";
import { ownershipTags } from "../ownership";

/** Whose machines they are. */
interface Owner {
  readonly deployment: string;
  readonly expiresAt?: string;
}

interface DiskFleet extends Owner {
  readonly diskBudgetBytes: number;
}

/** Adds and removes machines so that each gets about `packetsPerSecond` mirrored packets. */
export function scaleOnPackets(
  scope: Construct,
  group: AutoscalingGroup,
  { deployment }: Owner,
  packetsPerSecond: number,
): void {
  new AutoscalingPolicy(scope, "PacketsPolicy", {
    name: "tls-mirror-packets",
    autoscalingGroupName: group.name,
    policyType: "TargetTrackingScaling",
    targetTrackingConfiguration: {
      targetValue: packetsPerSecond,
      customizedMetricSpecification: {
        metrics: [
          stat("packets", METRICS_NAMESPACE, CaptureMetric.PACKETS_RECEIVED, "Sum", {
            name: "Deployment",
            value: deployment,
          }),
          stat("machines", "AWS/AutoScaling", "GroupInServiceInstances", "Average", {
            name: "AutoScalingGroupName",
            value: group.name,
          }),
          {
            id: "load",
            label: "Mirrored packets a second and machine",
            // CloudWatch counts over a minute, the period of a target tracking metric.
            expression: "packets / 60 / machines",
            returnData: true,
          },
        ],
      },
    },
  });
}

/**
 * Adds a machine when one has used much of its disk budget, and two when it is almost full.
 *
 * It never removes one: `scaleOnPackets` does, when there is less to capture.
 */
export function scaleOnDisk(scope: Construct, group: AutoscalingGroup, fleet: DiskFleet, percent: number): void {
  const { deployment, expiresAt, diskBudgetBytes } = fleet;
  const policy = new AutoscalingPolicy(scope, "DiskPolicy", {
    name: "tls-mirror-disk",
    autoscalingGroupName: group.name,
    policyType: "StepScaling",
    adjustmentType: "ChangeInCapacity",
    metricAggregationType: "Maximum",
    stepAdjustment: [
      { metricIntervalLowerBound: "0", metricIntervalUpperBound: "20", scalingAdjustment: 1 },
      { metricIntervalLowerBound: "20", scalingAdjustment: 2 },
    ],
  });
  new CloudwatchMetricAlarm(scope, "DiskAlarm", {
    alarmName: `tls-mirror ${deployment} fleet disk`,
    alarmDescription: `What an appliance of ${deployment} could not upload yet takes ${percent} % of its disk budget: another is added.`,
    metricQuery: diskUsedPercent(deployment, diskBudgetBytes),
    evaluationPeriods: 3,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: percent,
    // A fleet that says nothing is the load balancer's health check's business.
    treatMissingData: "notBreaching",
    alarmActions: [policy.arn],
    tags: ownershipTags(deployment, expiresAt),
  });
}

function stat(
  id: string,
  namespace: string,
  metricName: string,
  statistic: string,
  dimension: { name: string; value: string },
) {
  return {
    id,
    metricStat: { metric: { namespace, metricName, dimensions: [dimension] }, stat: statistic },
    returnData: false,
  };
}
