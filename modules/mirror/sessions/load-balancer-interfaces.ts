import { DataAwsLb } from "@cdktf/provider-aws/lib/data-aws-lb";
import { DataAwsNetworkInterfaces } from "@cdktf/provider-aws/lib/data-aws-network-interfaces";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { refused } from "../errors";
import { arnSuffix } from "../load-balancer-arn";
import {
  noInterfaceFound,
  notALoadBalancerArn,
  notALoadBalancerName,
  notAnApplicationLoadBalancer,
  notExactlyOneLoadBalancer,
} from "./errors";

/**
 * Which load balancer's interfaces to find: exactly one of its ARN and its name.
 *
 * It must exist before the plan. Terraform needs the interfaces then; a balancer made in the same apply has none yet.
 */
export interface LoadBalancerInterfacesProps {
  /**
   * ARN of an Application Load Balancer.
   *
   * @default - none; `loadBalancerName` is given
   */
  readonly loadBalancerArn?: string;
  /**
   * Name of an Application Load Balancer in the provider's account and Region.
   *
   * @default - none; `loadBalancerArn` is given
   */
  readonly loadBalancerName?: string;
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
    const problems = loadBalancerProblems(props);
    if (problems.length > 0) throw refused(this.node.path, problems);

    this.interfaceDescription = `ELB ${this.#arnSuffix(props)}`;
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

  /** `app/NAME/ID`, the part of the ARN that AWS repeats in the interfaces' description. */
  #arnSuffix({ loadBalancerArn: arn, loadBalancerName: name }: LoadBalancerInterfacesProps): string {
    if (arn !== undefined) return arnSuffix(arn);
    const loadBalancer = new DataAwsLb(this, "LoadBalancer", {
      name,
      lifecycle: {
        postcondition: [
          {
            condition: '${self.load_balancer_type == "application"}',
            errorMessage: notAnApplicationLoadBalancer(name ?? ""),
          },
        ],
      },
    });
    return loadBalancer.arnSuffix;
  }
}

const APPLICATION_ARN = /^arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:loadbalancer\/app\/[\w-]+\/[0-9a-f]+$/;

function loadBalancerProblems({ loadBalancerArn: arn, loadBalancerName: name }: LoadBalancerInterfacesProps): string[] {
  if ((arn === undefined) === (name === undefined)) return [notExactlyOneLoadBalancer()];
  if (arn !== undefined && !Token.isUnresolved(arn) && !APPLICATION_ARN.test(arn)) return [notALoadBalancerArn(arn)];
  if (name !== undefined && !Token.isUnresolved(name) && !/^[a-zA-Z0-9-]{1,32}$/.test(name)) {
    return [notALoadBalancerName(name)];
  }
  return [];
}
