import { DataAwsNetworkInterfaces } from "@cdktf/provider-aws/lib/data-aws-network-interfaces";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import { noInterfaceFound, notALoadBalancerArn, refused } from "./errors";

/** Which load balancer's interfaces to find. */
export interface LoadBalancerInterfacesProps {
  /**
   * ARN of an Application Load Balancer that exists before this plan.
   *
   * Terraform needs the interfaces at plan time; a balancer made in the same apply has none yet.
   */
  readonly loadBalancerArn: string;
}

/**
 * Finds the network interfaces of an Application Load Balancer.
 *
 * They are those there at plan time. A balancer that scales gets others, which stay unmirrored until the next apply.
 */
export class LoadBalancerInterfaces extends Construct {
  /** Ids of the interfaces, known at plan time; for `sourceInterfaceIds` of `MirrorSessions`. */
  readonly interfaceIds: string[];

  /** The description that AWS gives the interfaces of this balancer, and of no other. */
  readonly interfaceDescription: string;

  /** The Terraform data source, for overrides this class does not offer. */
  readonly resource: DataAwsNetworkInterfaces;

  constructor(scope: Construct, id: string, props: LoadBalancerInterfacesProps) {
    super(scope, id);
    const suffix = arnSuffix(props.loadBalancerArn);
    if (suffix === undefined) throw refused(this.node.path, [notALoadBalancerArn(props.loadBalancerArn)]);

    this.interfaceDescription = `ELB ${suffix}`;
    this.resource = new DataAwsNetworkInterfaces(this, "Resource", {
      // The whole description: a balancer made again under the same name has another id, and is another balancer.
      filter: [{ name: "description", values: [this.interfaceDescription] }],
      lifecycle: {
        postcondition: [
          { condition: "${length(self.ids) > 0}", errorMessage: noInterfaceFound(this.interfaceDescription) },
        ],
      },
    });
    this.interfaceIds = this.resource.ids;
  }
}

/** `app/NAME/ID`, the part of the ARN that AWS repeats in the interfaces' description. */
function arnSuffix(arn: string): string | undefined {
  if (Token.isUnresolved(arn)) return Fn.element(Fn.split(":loadbalancer/", arn), 1) as string;
  return /^arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:loadbalancer\/(app\/[\w-]+\/[0-9a-f]+)$/.exec(arn)?.[1];
}
