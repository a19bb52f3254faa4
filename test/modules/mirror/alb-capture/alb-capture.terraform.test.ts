import type { AlbCaptureProps } from "../../../../modules/mirror";
import { AlbCapture } from "../../../../modules/mirror";
import { requires } from "../../../support/requirements";
import type { Scenario } from "../../../support/stub-provider/terraform";
import { TerraformFolder } from "../../../support/stub-provider/terraform";
import { synth } from "../../../support/synth";

const LOAD_BALANCER = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188";
const SUBNETS = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"];

const ACCOUNT: Scenario = {
  answers: [
    { type: "aws_partition", attributes: { partition: "aws" } },
    { type: "aws_region", attributes: { region: "eu-central-1" } },
    { type: "aws_caller_identity", attributes: { account_id: "123456789012" } },
    { type: "aws_subnet", attributes: { cidr_block: "10.0.0.0/24" } },
    {
      type: "aws_lb",
      attributes: {
        arn: LOAD_BALANCER,
        arn_suffix: "app/web/50dc6c495c0c9188",
        load_balancer_type: "application",
        vpc_id: "vpc-0123456789abcdef0",
        subnets: SUBNETS,
      },
    },
    {
      type: "aws_network_interfaces",
      filter: { description: "ELB app/web/50dc6c495c0c9188" },
      attributes: { ids: ["eni-a", "eni-b"] },
    },
  ],
};

const capture = (props: Partial<AlbCaptureProps>) =>
  synth((stack) => {
    new AlbCapture(stack, "Capture", {
      deployment: "demo",
      loadBalancerName: "web",
      imageId: "ami-0123456789abcdef0",
      subnetIds: SUBNETS,
      expiresAt: "2026-12-31T18:00:00Z",
      ...props,
    });
  }).text;

// Each test runs terraform several times.
jest.setTimeout(90_000);

requires({ terraform: true })("the capture of a load balancer that terraform deploys", () => {
  let folder: TerraformFolder;

  afterEach(() => {
    folder.remove();
  });

  test.each<[string, Partial<AlbCaptureProps>]>([
    ["a fleet, found by name", {}],
    [
      "a single machine, found by ARN",
      { loadBalancerName: undefined, loadBalancerArn: LOAD_BALANCER, subnetIds: SUBNETS.slice(1) },
    ],
  ])("is valid, is applied, and then needs no change: %s", (_, props) => {
    folder = new TerraformFolder(capture(props), ACCOUNT);

    expect(folder.init()).toMatchObject({ status: 0 });
    expect(folder.validate()).toMatchObject({ status: 0 });
    expect(folder.apply()).toMatchObject({ status: 0 });
    expect(folder.plan()).toMatchObject({ status: 0 });
    expect(folder.addresses().filter((address) => address.startsWith("aws_ec2_traffic_mirror_session"))).toEqual([
      expect.stringMatching(/\["eni-a"\]$/),
      expect.stringMatching(/\["eni-b"\]$/),
    ]);
  });

  test("takes packets from the load balancer's subnets in its VPC", () => {
    folder = new TerraformFolder(capture({}), ACCOUNT);
    folder.init();
    folder.apply();
    const group = folder.addresses().find((address) => address.startsWith("aws_security_group."));

    expect(folder.attributes(group!)).toMatchObject({
      vpc_id: "vpc-0123456789abcdef0",
      ingress: expect.arrayContaining([
        expect.objectContaining({ from_port: 4789, cidr_blocks: ["10.0.0.0/24", "10.0.0.0/24"] }),
      ]) as unknown,
    });
  });
});
