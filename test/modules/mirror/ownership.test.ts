import type { TerraformStack } from "cdktf";
import { TerraformVariable } from "cdktf";
import {
  CaptureInstance,
  CaptureLoadBalancer,
  MirrorFilter,
  MirrorSessions,
  MirrorTarget,
} from "../../../modules/mirror";
import { expiryProblems } from "../../../modules/mirror/ownership";
import { refusal, synth } from "../../support/synth";

const deployment = "demo";

const everything = (expiresAt: string | undefined) => (stack: TerraformStack) => {
  const vpcId = "vpc-0123456789abcdef0";
  const appliance = new CaptureInstance(stack, "Appliance", {
    deployment,
    expiresAt,
    imageId: "ami-0123456789abcdef0",
    vpcId,
    subnetId: "subnet-0123456789abcdef0",
    mirrorSourceCidrs: ["10.0.0.0/24"],
    virtualNetworkIds: [1],
  });
  new CaptureLoadBalancer(stack, "Balancer", {
    deployment,
    expiresAt,
    vpcId,
    subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
  });
  new MirrorSessions(stack, "Sessions", {
    deployment,
    expiresAt,
    sourceInterfaceIds: ["eni-0123456789abcdef0"],
    filter: MirrorFilter.forListeners(stack, "Filter", { deployment, expiresAt }),
    target: new MirrorTarget(stack, "Target", {
      deployment,
      expiresAt,
      networkInterfaceId: appliance.networkInterfaceId,
    }),
    virtualNetworkId: 1,
  });
};

const TAGGED = [
  "aws_ec2_traffic_mirror_filter",
  "aws_ec2_traffic_mirror_session",
  "aws_ec2_traffic_mirror_target",
  "aws_iam_role",
  "aws_instance",
  "aws_lb",
  "aws_security_group",
];

describe("the time at which a deployment should be gone", () => {
  test.each([
    "",
    "2026-12-31",
    "2026-12-31T18:00:00",
    "2026-12-31 18:00:00Z",
    "2026-12-31T24:00:00Z",
    "2026-02-30T18:00:00Z",
    "2026-13-01T18:00:00Z",
    "in 2 days",
  ])("is refused where it is %j", (text) => {
    expect(expiryProblems(text)).toEqual([
      `expiresAt: "${text}" is no date and time of RFC 3339. Write it as 2026-12-31T18:00:00Z.`,
    ]);
  });

  test.each(["2026-12-31T18:00:00Z", "2028-02-29T18:00:00.123456+05:30", "2026-12-31t18:00:00z"])(
    "may be written as %s",
    (text) => {
      expect(expiryProblems(text)).toEqual([]);
    },
  );

  test("is refused by the construct that it is given to, under its path", () => {
    expect(refusal((stack) => MirrorFilter.forListeners(stack, "Filter", { deployment, expiresAt: "soon" }))).toBe(
      '[stack/Filter] expiresAt: "soon" is no date and time of RFC 3339. Write it as 2026-12-31T18:00:00Z.',
    );
  });

  test("is on everything that is billed or opens something", () => {
    const stack = synth(everything("2026-12-31T18:00:00Z"));

    for (const type of TAGGED) {
      expect(stack.resource(type)["tags"]).toMatchObject({ "tls-mirror:expires-at": "2026-12-31T18:00:00Z" });
    }
  });

  test("is on nothing where none is given", () => {
    expect(synth(everything(undefined)).text).not.toContain("tls-mirror:expires-at");
  });

  test("may be told by Terraform alone", () => {
    const stack = synth((scope) => {
      everything(new TerraformVariable(scope, "until", { type: "string" }).stringValue)(scope);
    });

    expect(stack.resource("aws_instance")["tags"]).toMatchObject({ "tls-mirror:expires-at": "${var.until}" });
  });
});
