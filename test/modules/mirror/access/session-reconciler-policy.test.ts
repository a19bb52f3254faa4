import type { TerraformStack } from "cdktf";
import type { SessionReconcilerPolicyProps } from "../../../../modules/mirror";
import { SessionReconcilerPolicy } from "../../../../modules/mirror";
import { refusal } from "../../../support/synth";
import type { Statement } from "./policies";
import { documentOf, FILTER_ID, listOf, SUBNETS, TARGET_ARN } from "./policies";

const policy = (props: Partial<SessionReconcilerPolicyProps>) => (stack: TerraformStack) => {
  new SessionReconcilerPolicy(stack, "Policy", {
    deployment: "web-prod",
    filterId: FILTER_ID,
    targetArn: TARGET_ARN,
    sourceSubnetIds: SUBNETS,
    ...props,
  });
};

/** Kinds of resources on which a call is allowed at all. */
function kindsOf(statements: readonly Statement[], call: string): string[] {
  return statements
    .filter(({ Action }) => listOf(Action).includes(call))
    .flatMap(({ Resource }) => listOf(Resource))
    .map((arn) => arn.split(":").at(-1)!.split("/")[0]!)
    .sort();
}

describe("the policy of the reconciler", () => {
  test.each<[Partial<SessionReconcilerPolicyProps>, string]>([
    [
      { deployment: "Web" },
      'deployment: "Web" must be 1 to 63 characters of a-z, 0-9 and "-", beginning with a letter. ' +
        "It names tags, folders and this installation; choose for instance web-prod.",
    ],
    [
      { filterId: "tmfr-0123456789abcdef0" },
      'filterId: "tmfr-0123456789abcdef0" is no such id. Give one like tmf-0123456789abcdef0.',
    ],
    [
      { targetArn: "arn:aws:ec2:eu-central-1:444455556666:instance/i-0123456789abcdef0" },
      'targetArn: "arn:aws:ec2:eu-central-1:444455556666:instance/i-0123456789abcdef0" is not the ARN of a mirror target. ' +
        "Give targetArn of the MirrorTarget, or of the collector's outputs: one that ends in traffic-mirror-target/tmt-ID.",
    ],
  ])("is refused for %j", (props, message) => {
    expect(refusal(policy(props))).toBe(`[stack/Policy] ${message}`);
  });

  const { Statement: statements } = documentOf(policy({}));

  test("allows a session on all four ARNs that the call is checked against", () => {
    expect(kindsOf(statements, "ec2:CreateTrafficMirrorSession")).toEqual([
      "network-interface",
      "traffic-mirror-filter",
      "traffic-mirror-session",
      "traffic-mirror-target",
    ]);
  });

  test("makes sessions only with its deployment's tag and as the reconciler's", () => {
    expect(statements.find(({ Sid }) => Sid === "MakeTaggedSessions")!.Condition).toEqual({
      StringEquals: {
        "aws:RequestTag/tls-mirror:deployment": "web-prod",
        "aws:RequestTag/tls-mirror:managed-by": "reconciler",
      },
    });
  });

  test("removes sessions only with its deployment's tag", () => {
    const removing = statements.filter(({ Action }) => listOf(Action).includes("ec2:DeleteTrafficMirrorSession"));

    expect(removing.map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { "aws:ResourceTag/tls-mirror:deployment": "web-prod" } },
    ]);
  });

  test("changes no filter, no target, and of tags on its sessions the expiry alone", () => {
    const changing = statements
      .flatMap(({ Action }) => listOf(Action))
      .filter((call) => !call.startsWith("ec2:Describe") && !call.endsWith("TrafficMirrorSession"));

    expect(new Set(changing)).toEqual(new Set(["ec2:CreateTags"]));
    expect(statements.find(({ Sid }) => Sid === "ProlongOwnSessions")!.Condition).toMatchObject({
      "ForAllValues:StringEquals": { "aws:TagKeys": ["tls-mirror:expires-at"] },
    });
  });
});
