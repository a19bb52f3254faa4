import { requires } from "../support/requirements";
import { balancer, Deployments } from "../support/stub-provider/deployed";
import type { Scenario } from "../support/stub-provider/terraform";
import { SynthesizedStack } from "../support/synth";
import { stacksOfProgram } from "./program";

const ACCOUNT: Scenario = {
  answers: [
    { type: "aws_partition", attributes: { partition: "aws" } },
    { type: "aws_region", attributes: { region: "eu-central-1" } },
    { type: "aws_caller_identity", attributes: { account_id: "123456789012" } },
    { type: "aws_subnet", attributes: { cidr_block: "10.0.0.0/24" } },
    {
      type: "aws_lb",
      attributes: {
        arn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188",
        arn_suffix: "app/web/50dc6c495c0c9188",
        load_balancer_type: "application",
        vpc_id: "vpc-0a1b2c3d4e5f60718",
        subnets: ["subnet-0c1b2c3d4e5f60718", "subnet-0d1b2c3d4e5f60718"],
      },
    },
    balancer("web/50dc6c495c0c9188", ["eni-a", "eni-b"]),
  ],
};

// Terraform runs several times in one test.
jest.setTimeout(90_000);

describe("one call", () => {
  const stack = new SynthesizedStack(stacksOfProgram("one-call").get("web-capture")!);

  test("says of what is billed by the hour when it should be gone", () => {
    for (const type of ["aws_instance", "aws_ec2_traffic_mirror_session"]) {
      expect(stack.resource(type)).toMatchObject({ tags: { "tls-mirror:expires-at": "2026-12-31T18:00:00Z" } });
    }
  });

  test("keeps what is found when it is destroyed, and only what was asked of it goes", () => {
    const kept = stack.resources("aws_s3_bucket").map((bucket) => bucket["force_destroy"]);

    expect(kept).toEqual([false, true]);
  });
});

requires({ terraform: true })("one call, deployed by terraform", () => {
  const deployments = new Deployments();

  afterEach(() => {
    deployments.remove();
  });

  test("is valid, is applied, then needs no change, and is removed without a rest", () => {
    const folder = deployments.deploy(stacksOfProgram("one-call").get("web-capture")!, ACCOUNT);
    const sessions = folder.addresses().filter((address) => address.startsWith("aws_ec2_traffic_mirror_session."));

    expect(sessions).toHaveLength(2);
    expect(folder.destroy()).toMatchObject({ status: 0 });
    expect(folder.addresses()).toEqual([]);
  });
});
