import { DataAwsLb } from "@cdktf/provider-aws/lib/data-aws-lb";
import { DataAwsNetworkInterfaces } from "@cdktf/provider-aws/lib/data-aws-network-interfaces";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { refused } from "../errors";
import { arnSuffix, interfaceDescription, loadBalancerArnProblems } from "../load-balancer-arn";
import {
  noInterfaceFound,
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

  /** What Terraform finds of the load balancer by its name; undefined where its ARN is given. */
  readonly loadBalancer?: DataAwsLb;

  /** The Terraform data source, for overrides this class does not offer. */
  readonly resource: DataAwsNetworkInterfaces;

  constructor(scope: Construct, id: string, props: LoadBalancerInterfacesProps) {
    super(scope, id);
    const problems = loadBalancerProblems(props);
    if (problems.length > 0) throw refused(this.node.path, problems);

    const { loadBalancerArn: arn, loadBalancerName: name } = props;
    if (name !== undefined) this.loadBalancer = this.#find(name);
    this.interfaceDescription = interfaceDescription(this.loadBalancer?.arnSuffix ?? arnSuffix(arn ?? ""));
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

  #find(name: string): DataAwsLb {
    return new DataAwsLb(this, "LoadBalancer", {
      name,
      lifecycle: {
        postcondition: [
          {
            condition: '${self.load_balancer_type == "application"}',
            errorMessage: notAnApplicationLoadBalancer(name),
          },
        ],
      },
    });
  }
}

function loadBalancerProblems({ loadBalancerArn: arn, loadBalancerName: name }: LoadBalancerInterfacesProps): string[] {
  if ((arn === undefined) === (name === undefined)) return [notExactlyOneLoadBalancer()];
  if (arn !== undefined) return loadBalancerArnProblems(arn);
  if (name !== undefined && !Token.isUnresolved(name) && !/^[a-zA-Z0-9-]{1,32}$/.test(name)) {
    return [notALoadBalancerName(name)];
  }
  return [];
}
