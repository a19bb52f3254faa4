import type { CloudwatchMetricAlarmConfig } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { ICaptureLoadBalancer } from "../appliance/capture-load-balancer";

/** What is asked of alarms, defaults filled in. */
export interface AlarmRequest {
  readonly deployment: string;
  readonly expiresAt?: string;
  readonly alarmActionArns: readonly string[];
  readonly loadBalancerArn?: string;
  readonly loadBalancerArnSuffix?: string;
  readonly captureLoadBalancer?: ICaptureLoadBalancer;
  readonly virtualNetworkIds: readonly number[];
  readonly watchUploads: boolean;
  readonly watchUnseenFailures: boolean;
  readonly diskBudgetBytes?: number;
  readonly deadMinutes: number;
  readonly quietMinutes: number;
  readonly droppedPackets: number;
  readonly unseenFailures: number;
  readonly diskUsedPercent: number;
  readonly uploadLagSeconds: number;
}

/** One alarm: the id of its construct, its name behind the deployment's, and when it goes off. */
export interface Alarm {
  readonly id: string;
  readonly name: string;
  readonly config: Omit<CloudwatchMetricAlarmConfig, "alarmName">;
}
