import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { LbTargetGroupAttachment } from "@cdktf/provider-aws/lib/lb-target-group-attachment";
import { Construct } from "constructs";
import { CAPTURE_HEALTH_PATH, DEFAULT_HEALTH_PORT } from "../../contracts";
import { refused } from "../errors";
import { healthPortProblems, zoneProblems } from "./capture-checks";
import { deploymentProblems, expiryProblems, ownershipTags } from "../ownership";
import { idProblems } from "../resource-id";
import { VXLAN_PORT } from "../vxlan";

/** A Network Load Balancer in front of capture appliances. */
export interface CaptureLoadBalancerProps {
  /** Name of the deployment, for the tags. */
  readonly deployment: string;
  /**
   * When this should be gone, RFC 3339; a tag that tells people and cleaning jobs, and removes nothing by itself.
   *
   * @default - no such tag
   */
  readonly expiresAt?: string;
  /** VPC of the appliances. */
  readonly vpcId: string;
  /** Subnets in two Availability Zones or more, which the mirrored interfaces can reach. */
  readonly subnetIds: string[];
  /**
   * TCP port on which the appliances answer health checks over HTTP, from 1024.
   *
   * UDP port 4789 itself cannot be checked: health checks of a UDP target group are TCP or HTTP.
   *
   * @default 8080
   */
  readonly healthPort?: number;
}

/** A load balancer in front of capture appliances, as its metrics name it. */
export interface ICaptureLoadBalancer {
  /** `net/NAME/ID`. */
  readonly loadBalancerArnSuffix: string;
  /** `targetgroup/NAME/ID`. */
  readonly targetGroupArnSuffix: string;
}

/**
 * Spreads mirrored packets over appliances, for a `MirrorTarget`.
 *
 * Everything from one mirrored interface goes to one appliance. Without that, the two directions of a connection would
 * part: their copies come from different UDP ports, which the load balancer would hash apart.
 */
export class CaptureLoadBalancer extends Construct implements ICaptureLoadBalancer {
  /** For a `MirrorTarget`. */
  readonly loadBalancerArn: string;

  /** `net/NAME/ID`, as metrics name it. */
  readonly loadBalancerArnSuffix: string;

  /** `targetgroup/NAME/ID`, as metrics name it. */
  readonly targetGroupArnSuffix: string;

  /** For an Auto Scaling group, or `addInstance`. */
  readonly targetGroupArn: string;

  /** The listener on UDP port 4789, without which AWS mirrors into nothing and says so nowhere. */
  readonly listener: LbListener;

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: Lb;

  constructor(scope: Construct, id: string, props: CaptureLoadBalancerProps) {
    super(scope, id);
    const healthPort = props.healthPort ?? DEFAULT_HEALTH_PORT;
    const problems = [
      ...deploymentProblems(props.deployment),
      ...expiryProblems(props.expiresAt),
      ...idProblems("vpcId", "vpc", props.vpcId),
      ...zoneProblems(props.subnetIds),
      ...healthPortProblems(healthPort),
    ];
    if (problems.length > 0) throw refused(this.node.path, problems);

    const tags = ownershipTags(props.deployment, props.expiresAt);
    this.resource = new Lb(this, "Resource", {
      // AWS takes at most six characters here.
      namePrefix: "tlsm-",
      loadBalancerType: "network",
      internal: true,
      subnets: props.subnetIds,
      // Without it a zone whose appliance is gone loses its packets, and one added later gets none.
      enableCrossZoneLoadBalancing: true,
      tags,
      lifecycle: { createBeforeDestroy: true },
    });
    const group = new LbTargetGroup(this, "TargetGroup", {
      namePrefix: "tlsm-",
      vpcId: props.vpcId,
      targetType: "instance",
      protocol: "UDP",
      port: VXLAN_PORT,
      stickiness: { type: "source_ip", enabled: true },
      healthCheck: { protocol: "HTTP", port: String(healthPort), path: CAPTURE_HEALTH_PATH },
      tags,
      lifecycle: { createBeforeDestroy: true },
    });
    this.listener = new LbListener(this, "Listener", {
      loadBalancerArn: this.resource.arn,
      protocol: "UDP",
      port: VXLAN_PORT,
      defaultAction: [{ type: "forward", targetGroupArn: group.arn }],
      tags,
    });
    this.loadBalancerArn = this.resource.arn;
    this.loadBalancerArnSuffix = this.resource.arnSuffix;
    this.targetGroupArn = group.arn;
    this.targetGroupArnSuffix = group.arnSuffix;
  }

  /** Sends mirrored packets to an instance. Its security group must allow the health check from `subnetIds`. */
  addInstance(id: string, instanceId: string): void {
    const problems = idProblems("instanceId", "i", instanceId);
    if (problems.length > 0) throw refused(this.node.path, problems);
    new LbTargetGroupAttachment(this, id, { targetGroupArn: this.targetGroupArn, targetId: instanceId });
  }
}
