import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import { DEPLOYMENT_TAG, MANAGED_BY_TAG } from "../../contracts";
import { refused } from "../errors";
import type { Home } from "./home";
import { ec2Arn, homeOf } from "./home";
import {
  endProblems,
  lookStatement,
  owned,
  ownSessionStatement,
  sessionStatements,
  tagOnCreateStatement,
} from "./mirror-statements";
import { deploymentProblems, ownershipTags } from "../ownership";
import type { PolicyStatement } from "./policy-document";
import { policyDocument } from "./policy-document";

/** What the role needs that applies filter and sessions in the account of the load balancer. */
export interface MirrorDeployerPolicyProps {
  /** Name of the deployment, whose filter and sessions alone may be touched. */
  readonly deployment: string;
  /** ARN of the mirror target, also of another account that shares it. */
  readonly targetArn: string;
  /** Subnets of the load balancer, whose interfaces may be mirrored. */
  readonly sourceSubnetIds: string[];
  /**
   * Lets find the load balancer by its name, and not by its ARN alone.
   *
   * @default false
   */
  readonly allowLoadBalancerLookup?: boolean;
}

/**
 * Least privilege for `terraform apply` of `MirrorFilter`, `LoadBalancerInterfaces` and `MirrorSessions`.
 *
 * It makes neither targets nor appliances; those belong to the collector's account, whose target the role may use and
 * not change. Nor does it make the roles of `SessionCoverage`: that right would outweigh all of these.
 */
export class MirrorDeployerPolicy extends Construct {
  /** To attach to the role. */
  readonly policyArn: string;

  /** The document, for a policy of another kind. */
  readonly json: string;

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: IamPolicy;

  constructor(scope: Construct, id: string, props: MirrorDeployerPolicyProps) {
    super(scope, id);
    const problems = [...deploymentProblems(props.deployment), ...endProblems(props.targetArn, props.sourceSubnetIds)];
    if (problems.length > 0) throw refused(this.node.path, problems);

    this.json = policyDocument(statements(homeOf(this), props));
    this.resource = new IamPolicy(this, "Resource", {
      namePrefix: "tls-mirror-",
      description: "Apply the mirror filter and sessions of one deployment",
      policy: this.json,
      tags: ownershipTags(props.deployment),
    });
    this.policyArn = this.resource.arn;
  }
}

function statements(home: Home, props: MirrorDeployerPolicyProps): PolicyStatement[] {
  const { deployment } = props;
  const filters = ec2Arn(home, "traffic-mirror-filter/*");
  const tags = { [DEPLOYMENT_TAG]: deployment, [MANAGED_BY_TAG]: "terraform" };
  return [
    lookStatement(),
    ...(props.allowLoadBalancerLookup === true ? [loadBalancerStatement()] : []),
    {
      Sid: "MakeTaggedFilters",
      Effect: "Allow",
      Action: "ec2:CreateTrafficMirrorFilter",
      Resource: filters,
      Condition: { StringEquals: { [`aws:RequestTag/${DEPLOYMENT_TAG}`]: deployment } },
    },
    {
      Sid: "ChangeOwnFilters",
      Effect: "Allow",
      Action: [
        "ec2:CreateTrafficMirrorFilterRule",
        "ec2:DeleteTrafficMirrorFilter",
        "ec2:DeleteTrafficMirrorFilterRule",
        "ec2:ModifyTrafficMirrorFilterNetworkServices",
        "ec2:ModifyTrafficMirrorFilterRule",
      ],
      Resource: filters,
      Condition: owned(deployment),
    },
    {
      Sid: "ChangeRulesOfThem",
      Effect: "Allow",
      Action: [
        "ec2:CreateTrafficMirrorFilterRule",
        "ec2:DeleteTrafficMirrorFilterRule",
        "ec2:ModifyTrafficMirrorFilterRule",
      ],
      // A rule carries no tag of ours; each of these calls needs its filter too, which does.
      Resource: ec2Arn(home, "traffic-mirror-filter-rule/*"),
    },
    ...sessionStatements(
      home,
      {
        filterArn: filters,
        filterDeployment: deployment,
        targetArn: props.targetArn,
        sourceSubnetIds: props.sourceSubnetIds,
      },
      tags,
    ),
    ownSessionStatement(home, deployment),
    tagOnCreateStatement(
      home,
      ["traffic-mirror-filter", "traffic-mirror-session"],
      ["CreateTrafficMirrorFilter", "CreateTrafficMirrorSession"],
    ),
    {
      Sid: "RetagButNeverMove",
      Effect: "Allow",
      Action: ["ec2:CreateTags", "ec2:DeleteTags"],
      Resource: [filters, ec2Arn(home, "traffic-mirror-session/*")],
      Condition: { ...owned(deployment), "ForAllValues:StringNotEquals": { "aws:TagKeys": [DEPLOYMENT_TAG] } },
    },
  ];
}

/** What Terraform reads of a load balancer; none of these calls knows an ARN. */
function loadBalancerStatement(): PolicyStatement {
  return {
    Sid: "FindTheLoadBalancer",
    Effect: "Allow",
    Action: [
      "elasticloadbalancing:DescribeCapacityReservation",
      "elasticloadbalancing:DescribeLoadBalancerAttributes",
      "elasticloadbalancing:DescribeLoadBalancers",
      "elasticloadbalancing:DescribeTags",
    ],
    Resource: "*",
  };
}
