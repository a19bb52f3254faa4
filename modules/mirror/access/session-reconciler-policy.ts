import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import { DEPLOYMENT_TAG, EXPIRES_AT_TAG, MANAGED_BY_TAG } from "../../contracts";
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
import { idProblems } from "../resource-id";
import type { PolicyStatement } from "./policy-document";
import { policyDocument } from "./policy-document";

/** What the role needs that follows a load balancer's interfaces at run time. */
export interface SessionReconcilerPolicyProps {
  /** Name of the deployment, whose sessions alone may be touched. */
  readonly deployment: string;
  /** Filter of the sessions, of this account. */
  readonly filterId: string;
  /** ARN of the mirror target, also of another account that shares it. */
  readonly targetArn: string;
  /** Subnets of the load balancer, whose interfaces may be mirrored. */
  readonly sourceSubnetIds: string[];
}

/**
 * Least privilege for code that makes and removes sessions at run time: by one filter, to one target, from certain
 * subnets, and only with its own deployment's tag. Filter and target it can use and not change.
 */
export class SessionReconcilerPolicy extends Construct {
  /** To attach to the role. */
  readonly policyArn: string;

  /** The document, for a policy of another kind. */
  readonly json: string;

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: IamPolicy;

  constructor(scope: Construct, id: string, props: SessionReconcilerPolicyProps) {
    super(scope, id);
    const problems = [
      ...deploymentProblems(props.deployment),
      ...idProblems("filterId", "tmf", props.filterId),
      ...endProblems(props.targetArn, props.sourceSubnetIds),
    ];
    if (problems.length > 0) throw refused(this.node.path, problems);

    this.json = policyDocument(statements(homeOf(this), props));
    this.resource = new IamPolicy(this, "Resource", {
      namePrefix: "tls-mirror-",
      description: "Make and remove the mirror sessions of one deployment at run time",
      policy: this.json,
      tags: ownershipTags(props.deployment),
    });
    this.policyArn = this.resource.arn;
  }
}

function statements(home: Home, props: SessionReconcilerPolicyProps): PolicyStatement[] {
  const { deployment, filterId, targetArn, sourceSubnetIds } = props;
  const filterArn = ec2Arn(home, `traffic-mirror-filter/${filterId}`);
  const tags = { [DEPLOYMENT_TAG]: deployment, [MANAGED_BY_TAG]: "reconciler" };
  return [
    lookStatement(),
    ...sessionStatements(home, { filterArn, targetArn, sourceSubnetIds }, tags),
    ownSessionStatement(home, deployment),
    tagOnCreateStatement(home, ["traffic-mirror-session"], ["CreateTrafficMirrorSession"]),
    {
      Sid: "ProlongOwnSessions",
      Effect: "Allow",
      Action: "ec2:CreateTags",
      Resource: ec2Arn(home, "traffic-mirror-session/*"),
      Condition: { ...owned(deployment), "ForAllValues:StringEquals": { "aws:TagKeys": [EXPIRES_AT_TAG] } },
    },
  ];
}
