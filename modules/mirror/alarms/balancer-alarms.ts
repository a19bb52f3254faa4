import type { Alarm } from "./alarm";
import type { ICaptureLoadBalancer } from "../appliance/capture-load-balancer";

/** A target group that no listener uses has no health at all, which is how a UDP listener that is gone shows. */
export function noHealthyAppliance(balancer: ICaptureLoadBalancer): Alarm {
  return {
    id: "NoHealthyAppliance",
    name: "no healthy appliance",
    config: {
      alarmDescription:
        "The Network Load Balancer has no healthy appliance, or no UDP listener on port 4789: " +
        "AWS mirrors into nothing and says so nowhere.",
      namespace: "AWS/NetworkELB",
      metricName: "HealthyHostCount",
      dimensions: { LoadBalancer: balancer.loadBalancerArnSuffix, TargetGroup: balancer.targetGroupArnSuffix },
      statistic: "Minimum",
      period: 60,
      evaluationPeriods: 5,
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
    },
  };
}

/** CloudWatch has no sum of bytes where there were none. */
export function nothingMirrored(balancer: ICaptureLoadBalancer, quietMinutes: number): Alarm {
  return {
    id: "NothingMirrored",
    name: "nothing mirrored",
    config: {
      alarmDescription:
        `The Network Load Balancer has passed on no UDP for ${quietMinutes} minutes: the sessions, the listener or the ` +
        "route to it are gone, or the balancer that is mirrored has no clients.",
      namespace: "AWS/NetworkELB",
      metricName: "ProcessedBytes_UDP",
      dimensions: { LoadBalancer: balancer.loadBalancerArnSuffix },
      statistic: "Sum",
      period: 60,
      evaluationPeriods: quietMinutes,
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
    },
  };
}
