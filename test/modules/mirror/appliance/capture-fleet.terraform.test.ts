import type { CaptureFleetProps } from "../../../../modules/mirror";
import { CaptureFleet, MirrorTarget } from "../../../../modules/mirror";
import { parseSettings } from "../../../../scripts/capture/settings";
import { requires } from "../../../support/requirements";
import type { Scenario } from "../../../support/stub-provider/terraform";
import { TerraformFolder } from "../../../support/stub-provider/terraform";
import { synth } from "../../../support/synth";

const deployment = "demo";

const ACCOUNT: Scenario = {
  answers: [
    { type: "aws_partition", attributes: { partition: "aws" } },
    { type: "aws_region", attributes: { region: "eu-central-1" } },
    { type: "aws_caller_identity", attributes: { account_id: "123456789012" } },
    { type: "aws_subnet", attributes: { cidr_block: "10.0.8.0/24" } },
  ],
};

const fleet = (props: Partial<CaptureFleetProps> = {}) =>
  synth((stack) => {
    const made = new CaptureFleet(stack, "Fleet", {
      deployment,
      imageId: "ami-0123456789abcdef0",
      vpcId: "vpc-0123456789abcdef0",
      subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
      mirrorSourceCidrs: ["10.0.0.0/24"],
      virtualNetworkIds: [12_345],
      bucket: "captures",
      ...props,
    });
    new MirrorTarget(stack, "Target", { deployment, networkLoadBalancerArn: made.loadBalancer.loadBalancerArn });
  }).text;

// Each test runs terraform several times.
jest.setTimeout(60_000);

requires({ terraform: true })("a fleet that terraform deploys", () => {
  let folder: TerraformFolder;

  beforeEach(() => {
    folder = new TerraformFolder(fleet(), ACCOUNT);
    expect(folder.init()).toMatchObject({ status: 0 });
  });
  afterEach(() => {
    folder.remove();
  });

  const attributes = (type: string) =>
    folder.attributes(folder.addresses().find((address) => address.startsWith(`${type}.`)) ?? type);

  test("is valid, is applied, and then needs no change", () => {
    expect(folder.validate()).toMatchObject({ status: 0 });
    expect(folder.apply()).toMatchObject({ status: 0 });
    expect(folder.plan()).toMatchObject({ status: 0 });
  });

  test("answers health checks from the networks of its subnets", () => {
    folder.apply();

    expect(attributes("aws_security_group")["ingress"]).toContainEqual(
      expect.objectContaining({ protocol: "tcp", from_port: 8080, cidr_blocks: ["10.0.8.0/24", "10.0.8.0/24"] }),
    );
  });

  test("writes settings that the appliance takes", () => {
    folder.apply();
    const userData = Buffer.from(String(attributes("aws_launch_template")["user_data"]), "base64").toString();

    const settings = userData.split("\n").find((line) => line.startsWith("{")) ?? "";

    expect(parseSettings(settings, "capture.json")).toEqual({
      deployment,
      vnis: [12_345],
      listenerPorts: [443],
      rotationSeconds: 300,
      diskBudgetBytes: 40 * 1024 ** 3,
      retention: "handshakes",
      healthPort: 8080,
      bucket: "captures",
    });
  });

  test("names its own group alone in the right to end its machines' lives", () => {
    folder.apply();
    const [drain] = folder.addresses().filter((address) => address.includes("DrainPolicy"));

    expect(folder.attributes(drain!)["policy"]).toContain(
      '"Resource":"arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:*:autoScalingGroupName/tls-mirror-demo"',
    );
  });

  test("changes its template in place for another image, and nothing is replaced", () => {
    folder.apply();
    folder.play(fleet({ imageId: "ami-0123456789abcdef1" }), ACCOUNT);
    const { output } = folder.plan();

    expect(output).toContain("Plan: 0 to add, 1 to change, 0 to destroy.");
    expect(output).toMatch(/image_id\s+= "ami-0123456789abcdef0" -> "ami-0123456789abcdef1"/);
  });

  test("leaves nothing behind, and takes rights and listener from no machine before it is gone", () => {
    folder.apply();
    const { status, output } = folder.destroy();
    const gone = (type: string, name = "") =>
      output.search(new RegExp(`${type}\\.\\w*${name}\\w*: Destruction complete`));

    expect(status).toBe(0);
    expect(gone("aws_autoscaling_group")).toBeGreaterThan(0);
    for (const [type, name] of [
      ["aws_iam_role_policy", "Role_Policy"],
      ["aws_iam_role_policy", "DrainPolicy"],
      ["aws_lb_listener", "Listener"],
    ] as const) {
      expect(gone(type, name)).toBeGreaterThan(gone("aws_autoscaling_group"));
    }
    expect(folder.addresses()).toEqual([]);
  });
});
