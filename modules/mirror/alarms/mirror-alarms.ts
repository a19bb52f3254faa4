import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { Construct } from "constructs";
import { alarmProblems } from "./alarm-checks";
import { alarmList } from "./alarm-list";
import { dashboardBody } from "./dashboard";
import type { ICaptureLoadBalancer } from "../appliance/capture-load-balancer";
import type { ISessionCoverage } from "../coverage/session-coverage";
import { refused } from "../errors";
import { arnSuffix } from "../load-balancer-arn";
import { ownershipTags } from "../ownership";

/** What is watched of a deployment, and who is told. */
export interface MirrorAlarmsProps {
  /** Name of the deployment, which is the dimension of the appliances' metrics. */
  readonly deployment: string;
  /**
   * When this should be gone, RFC 3339; a tag that tells people and cleaning jobs, and removes nothing by itself.
   *
   * @default - no such tag
   */
  readonly expiresAt?: string;
  /**
   * ARNs of SNS topics that are told when an alarm goes off, and when it is over.
   *
   * @default - none; the alarms are seen in the console alone
   */
  readonly alarmActionArns?: string[];
  /**
   * ARN of the Application Load Balancer that is mirrored, whose `ClientTLSNegotiationErrorCount` is shown beside our
   * own count of failed handshakes, and held against it by an alarm unless `watchUnseenFailures` is false.
   *
   * @default - none; our own count stands alone
   */
  readonly loadBalancerArn?: string;
  /**
   * Network Load Balancer in front of the appliances: whether it has healthy ones, and whether UDP arrives at all.
   *
   * @default - none; the appliance is the mirror target by itself
   */
  readonly captureLoadBalancer?: ICaptureLoadBalancer;
  /**
   * Check of the load balancer's interfaces, of the same account and Region: its metrics and its alarm are shown too.
   *
   * @default - none; the check stands alone, or is in the account of the load balancer
   */
  readonly sessionCoverage?: ISessionCoverage;
  /**
   * VXLAN network identifiers that must not fall silent, one alarm each.
   *
   * Where each interface has an identifier of its own, this tells of an interface whose session is gone. Where all share
   * one, it tells only that all are.
   *
   * @default - none
   */
  readonly virtualNetworkIds?: number[];
  /**
   * Whether captures are uploaded. Without, appliances fill their disk budget, as they are meant to.
   *
   * @default true
   */
  readonly watchUploads?: boolean;
  /**
   * Whether the mirror sees all that the load balancer counts, so that failures which it does not see are worth an alarm.
   *
   * The balancer counts the failures of all clients on all its TLS listeners. Say false where the filter lets only some
   * of the clients or of these listeners' ports through, or the targets, or where a deployment looks at several
   * balancers: what is not mirrored would be taken for what is missed.
   *
   * @default true
   */
  readonly watchUnseenFailures?: boolean;
  /**
   * For how long no appliance may have counted packets, in minutes, up to 1440.
   *
   * @default 5
   */
  readonly deadMinutes?: number;
  /**
   * For how long no mirrored packet may arrive, in minutes, up to 1440. Longer for a balancer that nobody uses at night.
   *
   * @default 30
   */
  readonly quietMinutes?: number;
  /**
   * How many packets may be lost in five minutes after they arrived.
   *
   * @default 0
   */
  readonly droppedPackets?: number;
  /**
   * How many failed handshakes the load balancer may count in 15 minutes beyond twice our own count, where
   * `watchUnseenFailures` is true.
   *
   * @default 10
   */
  readonly unseenFailures?: number;
  /**
   * Disk budget of each appliance, in bytes: `diskBudgetBytes` of a `CaptureInstance` or `CaptureFleet`.
   *
   * @default - none, and no alarm for the disk
   */
  readonly diskBudgetBytes?: number;
  /**
   * Share of its disk budget that what is not uploaded yet may take, in percent.
   *
   * @default 85
   */
  readonly diskUsedPercent?: number;
  /**
   * How long a finished capture may wait for its analysis, and its results for their upload, in seconds.
   *
   * @default 900
   */
  readonly uploadLagSeconds?: number;
}

/**
 * Dashboard and alarms of a deployment.
 *
 * They cannot tell what nobody measures: that AWS did not mirror a packet. That an interface has no session, the alarm of
 * `SessionCoverage` tells, in the account of the load balancer.
 */
export class MirrorAlarms extends Construct {
  /** Name of the dashboard: the deployment's, behind "tls-mirror-". */
  readonly dashboardName: string;

  /** ARNs of the alarms, for instance to make one of them all. */
  readonly alarmArns: string[];

  /** The Terraform resources, for overrides this class does not offer. */
  readonly alarms: CloudwatchMetricAlarm[];

  /** The Terraform resource of the dashboard, for overrides this class does not offer. */
  readonly resource: CloudwatchDashboard;

  constructor(scope: Construct, id: string, props: MirrorAlarmsProps) {
    super(scope, id);
    const { deployment, loadBalancerArn, captureLoadBalancer, sessionCoverage } = props;
    const loadBalancerArnSuffix = loadBalancerArn === undefined ? undefined : arnSuffix(loadBalancerArn);
    const request = {
      ...props,
      loadBalancerArnSuffix,
      alarmActionArns: props.alarmActionArns ?? [],
      virtualNetworkIds: [...new Set(props.virtualNetworkIds)],
      watchUploads: props.watchUploads ?? true,
      watchUnseenFailures: props.watchUnseenFailures ?? true,
      deadMinutes: props.deadMinutes ?? 5,
      quietMinutes: props.quietMinutes ?? 30,
      droppedPackets: props.droppedPackets ?? 0,
      unseenFailures: props.unseenFailures ?? 10,
      diskUsedPercent: props.diskUsedPercent ?? 85,
      uploadLagSeconds: props.uploadLagSeconds ?? 900,
    };
    const problems = alarmProblems(request);
    if (problems.length > 0) throw refused(this.node.path, problems);

    this.alarms = alarmList(request).map(
      (alarm) =>
        new CloudwatchMetricAlarm(this, alarm.id, {
          ...alarm.config,
          alarmName: `tls-mirror ${deployment} ${alarm.name}`,
          alarmActions: request.alarmActionArns,
          okActions: request.alarmActionArns,
          tags: ownershipTags(deployment, props.expiresAt),
        }),
    );
    this.alarmArns = this.alarms.map(({ arn }) => arn);
    this.resource = new CloudwatchDashboard(this, "Resource", {
      dashboardName: `tls-mirror-${deployment}`,
      dashboardBody: dashboardBody({
        deployment,
        region: new DataAwsRegion(this, "Region").region,
        loadBalancerArnSuffix,
        captureLoadBalancer,
        sessionCoverage,
        alarmArns: [...this.alarmArns, ...(sessionCoverage === undefined ? [] : [sessionCoverage.alarmArn])],
      }),
    });
    this.dashboardName = this.resource.dashboardName;
  }
}
