import { Ec2TrafficMirrorTarget } from "@cdktf/provider-aws/lib/ec2-traffic-mirror-target";
import { Token } from "cdktf";
import { Construct } from "constructs";
import type { CollectorOutputs } from "../sharing/collector-outputs";
import { notANetworkInterface, notWholeWithin, refused } from "../errors";
import { notANetworkLoadBalancer, notAnEndpoint, notExactlyOneTarget, sourceLimitWithoutInterface } from "./errors";
import { deploymentProblems, expiryProblems, ownershipTags } from "../ownership";
import { SOURCES_PER_INTERFACE, SOURCES_PER_LARGE_INTERFACE } from "../quotas";
import { idProblems, isIdOf } from "../resource-id";
import { isOutside } from "../whole-number";

/** A mirror target that sessions can send to. */
export interface IMirrorTarget {
  /** Id of the target, `tmt-…`. */
  readonly targetId: string;
  /** The most that a session may copy of each packet, in bytes; undefined where AWS sets no limit. */
  readonly packetLengthLimitBytes?: number;
  /** How many interfaces may send to it; undefined where there is no limit, or it is not known. */
  readonly sourceLimit?: number;
  /** Its Region, which must be that of the interfaces; undefined where it is made beside them, or not known. */
  readonly region?: string;
}

/** Where copies of packets are sent: exactly one of an interface, a load balancer and an endpoint. */
export interface MirrorTargetProps {
  /** Name of the deployment, for the tags. */
  readonly deployment: string;
  /**
   * When this should be gone, RFC 3339; a tag that tells people and cleaning jobs, and removes nothing by itself.
   *
   * @default - no such tag
   */
  readonly expiresAt?: string;
  /**
   * Network interface of a capture appliance. Any instance type may receive; only sources are limited.
   *
   * @default - none; another property names the target
   */
  readonly networkInterfaceId?: string;
  /**
   * ARN of a Network Load Balancer with a UDP listener on port 4789, for instance of a `CaptureLoadBalancer`.
   *
   * @default - none; another property names the target
   */
  readonly networkLoadBalancerArn?: string;
  /**
   * Gateway Load Balancer endpoint in the VPC of the sources. Its appliances get GENEVE around the VXLAN.
   *
   * @default - none; another property names the target
   */
  readonly gatewayLoadBalancerEndpointId?: string;
  /**
   * How many sources AWS allows for the interface: 100 for the largest instance types, 10 for all others
   * (Traffic Mirroring quotas). Only with `networkInterfaceId`.
   *
   * @default 10
   */
  readonly sourceLimit?: number;
}

const NETWORK_LOAD_BALANCER_ARN = /^arn:[\w-]+:elasticloadbalancing:.*:loadbalancer\/net\//;

/** The most that AWS copies of a packet to a Network Load Balancer, in bytes; more is refused (CreateTrafficMirrorSession). */
export const LOAD_BALANCER_PACKET_LENGTH_BYTES = 8500;

/** Receives the copies of packets that sessions make, as VXLAN on UDP port 4789. */
export class MirrorTarget extends Construct implements IMirrorTarget {
  /** Uses an interface's or endpoint's target made elsewhere, also in another account that shares it with this one. */
  static fromTargetId(targetId: string): IMirrorTarget {
    return { targetId: knownTargetId("fromTargetId", targetId) };
  }

  /** Uses a load balancer's target made elsewhere, also in another account that shares it with this one. */
  static fromLoadBalancerTargetId(targetId: string): IMirrorTarget {
    return {
      targetId: knownTargetId("fromLoadBalancerTargetId", targetId),
      packetLengthLimitBytes: LOAD_BALANCER_PACKET_LENGTH_BYTES,
    };
  }

  /** Uses the target of a collector in another account, stack or pipeline. */
  static fromCollector(outputs: CollectorOutputs): IMirrorTarget {
    return {
      targetId: knownTargetId("fromCollector", outputs.targetId),
      packetLengthLimitBytes: outputs.packetLengthLimitBytes,
      sourceLimit: outputs.sourceLimit,
      region: outputs.region,
    };
  }

  readonly targetId: string;

  /** ARN of the target, for a `MirrorShare` and for policies. */
  readonly targetArn: string;

  /** Account of the target, whose id a RAM share and policies of other accounts need. */
  readonly ownerId: string;

  readonly packetLengthLimitBytes?: number;

  readonly sourceLimit?: number;

  readonly region?: string;

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: Ec2TrafficMirrorTarget;

  constructor(scope: Construct, id: string, props: MirrorTargetProps) {
    super(scope, id);
    const problems = [
      ...deploymentProblems(props.deployment),
      ...expiryProblems(props.expiresAt),
      ...destinationProblems(props),
    ];
    if (problems.length > 0) throw refused(this.node.path, problems);

    if (props.networkInterfaceId !== undefined) this.sourceLimit = props.sourceLimit ?? SOURCES_PER_INTERFACE;
    if (props.networkLoadBalancerArn !== undefined) this.packetLengthLimitBytes = LOAD_BALANCER_PACKET_LENGTH_BYTES;
    this.resource = new Ec2TrafficMirrorTarget(this, "Resource", {
      networkInterfaceId: props.networkInterfaceId,
      networkLoadBalancerArn: props.networkLoadBalancerArn,
      gatewayLoadBalancerEndpointId: props.gatewayLoadBalancerEndpointId,
      description: "Capture appliance for TLS analysis",
      tags: ownershipTags(props.deployment, props.expiresAt),
      // AWS refuses to delete a target that sessions use; so they move to the new one first.
      lifecycle: { createBeforeDestroy: true },
    });
    this.targetId = this.resource.id;
    this.targetArn = this.resource.arn;
    this.ownerId = this.resource.ownerId;
  }
}

function destinationProblems(props: MirrorTargetProps): string[] {
  const { networkInterfaceId, networkLoadBalancerArn: arn, gatewayLoadBalancerEndpointId: endpoint } = props;
  const given = [networkInterfaceId, arn, endpoint].filter((destination) => destination !== undefined);
  if (given.length !== 1) return [notExactlyOneTarget(given.length)];

  if (networkInterfaceId !== undefined) {
    const { sourceLimit = SOURCES_PER_LARGE_INTERFACE } = props;
    return [
      ...(isIdOf("eni", networkInterfaceId) ? [] : [notANetworkInterface("networkInterfaceId", networkInterfaceId)]),
      ...(isOutside(sourceLimit, 1, SOURCES_PER_LARGE_INTERFACE)
        ? [notWholeWithin("sourceLimit", sourceLimit, 1, SOURCES_PER_LARGE_INTERFACE, "interfaces")]
        : []),
    ];
  }
  const limited = props.sourceLimit === undefined ? [] : [sourceLimitWithoutInterface()];
  if (arn !== undefined && !Token.isUnresolved(arn) && !NETWORK_LOAD_BALANCER_ARN.test(arn)) {
    return [...limited, notANetworkLoadBalancer(arn)];
  }
  if (endpoint !== undefined && !isIdOf("vpce", endpoint)) return [...limited, notAnEndpoint(endpoint)];
  return limited;
}

/** Refuses an id that cannot be a target's. `where` is the method that was given it. */
function knownTargetId(where: string, targetId: string): string {
  const problems = idProblems("targetId", "tmt", targetId);
  if (problems.length > 0) throw refused(`MirrorTarget.${where}`, problems);
  return targetId;
}
