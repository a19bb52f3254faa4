import { Fn, Token } from "cdktf";
import type { TerraformStack } from "cdktf";
import type { MirrorDeployerPolicyProps } from "../../../../modules/mirror";
import { MirrorDeployerPolicy } from "../../../../modules/mirror";
import { refusal } from "../../../support/synth";
import { documentOf, SUBNETS, TARGET_ARN } from "./policies";

const policy = (props: Partial<MirrorDeployerPolicyProps>) => (stack: TerraformStack) => {
  new MirrorDeployerPolicy(stack, "Policy", {
    deployment: "web-prod",
    targetArn: TARGET_ARN,
    sourceSubnetIds: SUBNETS,
    ...props,
  });
};

describe("the policy of who deploys filter and sessions", () => {
  test.each<[Partial<MirrorDeployerPolicyProps>, string]>([
    [
      { targetArn: "tmt-0123456789abcdef0" },
      'targetArn: "tmt-0123456789abcdef0" is not the ARN of a mirror target. ' +
        "Give targetArn of the MirrorTarget, or of the collector's outputs: one that ends in traffic-mirror-target/tmt-ID.",
    ],
    [
      { sourceSubnetIds: [] },
      "sourceSubnetIds is empty, so no interface could be mirrored. Name the subnets of the load balancer.",
    ],
    [
      { sourceSubnetIds: ["vpc-0123456789abcdef0"] },
      'sourceSubnetIds: "vpc-0123456789abcdef0" is no such id. Give one like subnet-0123456789abcdef0.',
    ],
    [
      { sourceSubnetIds: Token.asList(Fn.split(",", "a,b")) },
      "sourceSubnetIds is a list that Terraform alone knows, and a policy must name each subnet when it is synthesized. " +
        "Give a list of ids, any of which may be a reference.",
    ],
  ])("is refused for %j", (props, message) => {
    expect(refusal(policy(props))).toBe(`[stack/Policy] ${message}`);
  });

  test("finds load balancers by name only on request", () => {
    const calls = JSON.stringify(documentOf(policy({})));

    expect(calls).not.toContain("elasticloadbalancing:");
  });

  test("may use the target of another account, and change none", () => {
    const { Statement: statements } = documentOf(policy({}));
    const onTarget = statements.filter(({ Resource }) => JSON.stringify(Resource).includes("traffic-mirror-target"));

    expect(onTarget).toEqual([
      {
        Sid: "MirrorToThisTarget",
        Effect: "Allow",
        Action: ["ec2:CreateTrafficMirrorSession", "ec2:ModifyTrafficMirrorSession"],
        Resource: TARGET_ARN,
      },
    ]);
  });

  test("never lets the deployment's tag be taken off or put elsewhere", () => {
    const retag = documentOf(policy({})).Statement.find(({ Sid }) => Sid === "RetagButNeverMove")!;

    expect(retag.Condition).toEqual({
      StringEquals: { "aws:ResourceTag/tls-mirror:deployment": "web-prod" },
      "ForAllValues:StringNotEquals": { "aws:TagKeys": ["tls-mirror:deployment"] },
    });
  });
});
