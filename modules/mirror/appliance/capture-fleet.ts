import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import type { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import { DRAIN_HOOK_NAME, fleetName } from "../../contracts";
import type { CaptureApplianceProps } from "./capture-appliance-props";
import { DEFAULT_VOLUME_SIZE_GIB } from "./capture-appliance-props";
import { captureProblems } from "./capture-checks";
import { captureLaunchTemplate } from "./capture-launch-template";
import { CaptureLoadBalancer } from "./capture-load-balancer";
import { CaptureRole } from "./capture-role";
import { captureSecurityGroup } from "./capture-security-group";
import { captureSettings } from "./capture-settings";
import { fleetProblems } from "./fleet-checks";
import { allowDraining } from "./fleet-drain";
import { scaleOnDisk, scaleOnPackets } from "./fleet-scaling";
import { subnetCidrs } from "./subnet-cidrs";
import { scatteredVirtualNetworkIds } from "./errors";
import { refused } from "../errors";
import { ownershipTags } from "../ownership";
import type { CollectorOutputs } from "../sharing/collector-outputs";
import type { MirrorTarget } from "../target/target";
import { tryRange } from "../vxlan";

/** Several machines that receive mirrored packets and capture them. */
export interface CaptureFleetProps extends CaptureApplianceProps {
  /** Subnets in two Availability Zones or more, of the load balancer and the machines, which the mirrored interfaces can reach. */
  readonly subnetIds: string[];
  /**
   * The fewest machines.
   *
   * @default 2
   */
  readonly minSize?: number;
  /**
   * The most machines.
   *
   * @default - 6, or `minSize` where that is more
   */
  readonly maxSize?: number;
  /**
   * How many machines there are at the beginning; scaling decides from there on, and another apply does not undo it.
   *
   * @default - `minSize`
   */
  readonly desiredCapacity?: number;
  /**
   * Mirrored packets a second and machine that scaling aims at.
   *
   * It cannot divide what comes from one interface: that goes to one machine, so that both directions of a connection
   * meet. Scaling helps a balancer of many interfaces; for few busy ones, choose a larger instance type.
   *
   * @default 50000, which is 0.6 Gbit/s of full frames
   */
  readonly targetPacketsPerSecond?: number;
  /**
   * Share of its disk budget that what is not uploaded yet may take on a machine before another one is added, in
   * percent.
   *
   * @default 70
   */
  readonly scaleOutDiskPercent?: number;
  /**
   * How long a machine takes from its start until its metrics count, in seconds.
   *
   * @default 180
   */
  readonly instanceWarmupSeconds?: number;
  /**
   * How long a machine may be unhealthy after its start before it is replaced, in seconds.
   *
   * @default 300
   */
  readonly healthCheckGracePeriodSeconds?: number;
  /**
   * How long a machine that is to go away may stay silent before it is terminated with what it holds, in seconds, from
   * 30 to 7200. One that still uploads says so, which begins the time anew, for a hundred times as long at the most.
   *
   * AWS takes it when the group is made. Later it is changed by `aws autoscaling put-lifecycle-hook`.
   *
   * @default 900
   */
  readonly drainHeartbeatSeconds?: number;
  /**
   * Networks that may ask for the machines' health. A token counts as IPv4.
   *
   * @default - the IPv4 networks of `subnetIds`, from which the load balancer asks; looked up in the provider's account
   */
  readonly healthCheckCidrs?: string[];
}

/**
 * Captures mirrored packets on several machines behind a Network Load Balancer, for a mirror target of it.
 *
 * A machine that goes away uploads what it holds before, whether the fleet shrinks, gets another image, or is destroyed.
 * Connections of that moment are cut: their findings say `still-open` or `joined-late`, never that a handshake failed.
 */
export class CaptureFleet extends Construct {
  /** Name of the Auto Scaling group, for alarms and for the AWS command line. */
  readonly autoScalingGroupName: string;

  /** What spreads the packets over the machines; its ARN is for a `MirrorTarget`. */
  readonly loadBalancer: CaptureLoadBalancer;

  /** Networks of the machines, for `CollectorOutputs`. */
  readonly collectorCidrs: string[];

  /** What the machines may do. */
  readonly role: CaptureRole;

  /** What may reach the machines, for rules that this class does not offer. */
  readonly securityGroup: SecurityGroup;

  /** Disk space that captures may take on each machine, in bytes; for `MirrorAlarms`. */
  readonly diskBudgetBytes: number;

  /** The Terraform resource, for overrides this class does not offer. */
  readonly launchTemplate: LaunchTemplate;

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: AutoscalingGroup;

  readonly #props: CaptureFleetProps;

  constructor(scope: Construct, id: string, props: CaptureFleetProps) {
    super(scope, id);
    const settings = captureSettings(props);
    const minSize = props.minSize ?? 2;
    const size = {
      minSize,
      maxSize: props.maxSize ?? largest(minSize, 6),
      desiredCapacity: props.desiredCapacity ?? minSize,
    };
    const pace = {
      targetPacketsPerSecond: props.targetPacketsPerSecond ?? 50_000,
      scaleOutDiskPercent: props.scaleOutDiskPercent ?? 70,
      instanceWarmupSeconds: props.instanceWarmupSeconds ?? 180,
      healthCheckGracePeriodSeconds: props.healthCheckGracePeriodSeconds ?? 300,
      drainHeartbeatSeconds: props.drainHeartbeatSeconds ?? 900,
    };
    const problems = [
      ...captureProblems({ ...props, settings, volumeSizeGib: props.volumeSizeGib ?? DEFAULT_VOLUME_SIZE_GIB }),
      ...fleetProblems({ ...size, ...pace, subnetIds: props.subnetIds }),
    ];
    if (problems.length > 0) throw refused(this.node.path, problems);

    this.collectorCidrs = subnetCidrs(this, "Subnets", props.subnetIds);
    this.loadBalancer = new CaptureLoadBalancer(this, "LoadBalancer", { ...props, healthPort: settings.healthPort });
    const networks = { ...props, healthCheckCidrs: props.healthCheckCidrs ?? this.collectorCidrs };
    this.securityGroup = captureSecurityGroup(this, networks, settings.healthPort);
    this.role = new CaptureRole(this, "Role", props);
    this.launchTemplate = captureLaunchTemplate(this, props, {
      settings,
      securityGroup: this.securityGroup,
      role: this.role,
    });
    this.autoScalingGroupName = fleetName(props.deployment);
    this.resource = new AutoscalingGroup(this, "Resource", {
      name: this.autoScalingGroupName,
      ...size,
      vpcZoneIdentifier: props.subnetIds,
      targetGroupArns: [this.loadBalancer.targetGroupArn],
      launchTemplate: {
        id: this.launchTemplate.id,
        // A number, and not "$Latest": only so does another version begin a refresh that can be rolled back.
        version: Token.asString(this.launchTemplate.latestVersion),
      },
      healthCheckType: "ELB",
      healthCheckGracePeriod: pace.healthCheckGracePeriodSeconds,
      defaultInstanceWarmup: pace.instanceWarmupSeconds,
      // Part of the group, and no resource of its own: that one would be destroyed before the machines it protects.
      initialLifecycleHook: [
        {
          name: DRAIN_HOOK_NAME,
          lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
          heartbeatTimeout: pace.drainHeartbeatSeconds,
          defaultResult: "CONTINUE",
        },
      ],
      // The new machine first, then the old one: no packet is without a receiver.
      instanceRefresh: {
        strategy: "Rolling",
        preferences: { minHealthyPercentage: 100, maxHealthyPercentage: 150, autoRollback: true },
      },
      enabledMetrics: ["GroupDesiredCapacity", "GroupInServiceInstances", "GroupTerminatingInstances"],
      tag: Object.entries(ownershipTags(props.deployment, props.expiresAt)).map(([key, value]) => ({
        key,
        value,
        // The launch template tags the machines, with their volumes and interfaces.
        propagateAtLaunch: false,
      })),
      // Machines that upload a full disk take their time; terraform gives up after ten minutes otherwise.
      timeouts: { delete: "2h" },
      // There before the machines, and gone after them: at a destroy, too, they are asked for health and upload.
      dependsOn: [
        this.loadBalancer.listener,
        this.role.policy,
        allowDraining(this, this.role, this.autoScalingGroupName),
      ],
      lifecycle: { ignoreChanges: ["desired_capacity"] },
    });
    scaleOnPackets(this, this.resource, props, pace.targetPacketsPerSecond);
    this.diskBudgetBytes = settings.diskBudgetBytes;
    scaleOnDisk(this, this.resource, { ...props, diskBudgetBytes: this.diskBudgetBytes }, pace.scaleOutDiskPercent);
    this.#props = props;
  }

  /**
   * What other stacks, accounts and pipelines need to know in order to mirror to this fleet.
   *
   * @param target - of the fleet's load balancer
   * @param shareArn - of a `MirrorShare` of the target, where another account needs it
   */
  collectorOutputs(target: MirrorTarget, shareArn?: string): CollectorOutputs {
    const virtualNetworkIdRange = tryRange(this.#props.virtualNetworkIds);
    if (virtualNetworkIdRange === undefined) {
      throw refused(this.node.path, [scatteredVirtualNetworkIds(this.#props.virtualNetworkIds)]);
    }
    return {
      targetId: target.targetId,
      targetArn: target.targetArn,
      targetAccountId: target.ownerId,
      region: target.resource.region,
      virtualNetworkIdRange,
      collectorCidrs: this.collectorCidrs,
      shareArn,
      bucket: this.#props.bucket,
      packetLengthLimitBytes: target.packetLengthLimitBytes,
      sourceLimit: target.sourceLimit,
    };
  }
}

/** Terraform compares what only it knows. */
function largest(minSize: number, most: number): number {
  return Token.isUnresolved(minSize) ? Token.asNumber(Fn.max([minSize, most])) : Math.max(minSize, most);
}
