import { Ec2TrafficMirrorTarget } from "@cdktf/provider-aws/lib/ec2-traffic-mirror-target";
import { Construct } from "constructs";
import { notANetworkInterface, refused } from "./errors";
import { isNetworkInterfaceId } from "./network-interface-id";
import { deploymentProblems, ownershipTags } from "./ownership";

/** A mirror target that sessions can send to. */
export interface IMirrorTarget {
  readonly targetId: string;
}

/** Where copies of packets are sent. */
export interface MirrorTargetProps {
  /** Name of the deployment, for the tags. */
  readonly deployment: string;
  /** Network interface of the capture appliance. Any instance type may receive; only sources are limited. */
  readonly networkInterfaceId: string;
}

/** Receives the copies of packets that sessions make, as VXLAN on UDP port 4789. */
export class MirrorTarget extends Construct implements IMirrorTarget {
  /** Uses a target made elsewhere, also in another account that shares it with this one. */
  static fromTargetId(targetId: string): IMirrorTarget {
    return { targetId };
  }

  readonly targetId: string;

  readonly targetArn: string;

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: Ec2TrafficMirrorTarget;

  constructor(scope: Construct, id: string, props: MirrorTargetProps) {
    super(scope, id);
    const problems = [
      ...deploymentProblems(props.deployment),
      ...(isNetworkInterfaceId(props.networkInterfaceId)
        ? []
        : [notANetworkInterface("networkInterfaceId", props.networkInterfaceId)]),
    ];
    if (problems.length > 0) throw refused(this.node.path, problems);

    this.resource = new Ec2TrafficMirrorTarget(this, "Resource", {
      networkInterfaceId: props.networkInterfaceId,
      description: "Capture appliance for TLS analysis",
      tags: ownershipTags(props.deployment),
      // AWS refuses to delete a target that sessions use; so they move to the new one first.
      lifecycle: { createBeforeDestroy: true },
    });
    this.targetId = this.resource.id;
    this.targetArn = this.resource.arn;
  }
}
