import type { TerraformStack } from "cdktf";
import type { CaptureLoadBalancerProps } from "../../../../modules/mirror";
import { CaptureLoadBalancer } from "../../../../modules/mirror";
import { refusal, synth } from "../../../support/synth";

const balancer = (props: Partial<CaptureLoadBalancerProps>) => (stack: TerraformStack) => {
  const made = new CaptureLoadBalancer(stack, "Balancer", {
    deployment: "demo",
    vpcId: "vpc-0123456789abcdef0",
    subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    ...props,
  });
  made.addInstance("First", "i-0123456789abcdef0");
};

describe("a load balancer of appliances", () => {
  test("refuses a single subnet", () => {
    expect(refusal(balancer({ subnetIds: ["subnet-0123456789abcdef0"] }))).toBe(
      "[stack/Balancer] subnetIds names 1 of at least two subnets. Name one in each of two Availability Zones, " +
        "so that the loss of a zone is not the loss of every packet.",
    );
  });

  test("refuses a health port that the appliances may not take", () => {
    expect(refusal(balancer({ healthPort: 443 }))).toBe(
      "[stack/Balancer] healthPort: a port is a whole number from 1024 to 65535, got 443. Correct it.",
    );
  });

  test("refuses ids that are none, all at once", () => {
    expect(refusal(balancer({ vpcId: "main", subnetIds: ["a", "subnet-0123456789abcdef0"] }))).toBe(
      '[stack/Balancer] vpcId: "main" is no such id. Give one like vpc-0123456789abcdef0.\n' +
        '[stack/Balancer] subnetIds: "a" is no such id. Give one like subnet-0123456789abcdef0.',
    );
    const addingNone = (stack: TerraformStack) => {
      const made = new CaptureLoadBalancer(stack, "Balancer", {
        deployment: "demo",
        vpcId: "vpc-0123456789abcdef0",
        subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
      });
      made.addInstance("First", "eni-0123456789abcdef0");
    };
    expect(refusal(addingNone)).toBe(
      '[stack/Balancer] instanceId: "eni-0123456789abcdef0" is no such id. Give one like i-0123456789abcdef0.',
    );
  });

  test("listens on the port of VXLAN, without which AWS mirrors into nothing", () => {
    expect(synth(balancer({})).resource("aws_lb_listener")).toMatchObject({ protocol: "UDP", port: 4789 });
  });

  test("reaches appliances in every zone, inside the VPC alone", () => {
    expect(synth(balancer({})).resource("aws_lb")).toMatchObject({
      load_balancer_type: "network",
      internal: true,
      enable_cross_zone_load_balancing: true,
    });
  });

  test("keeps what comes from one interface on one appliance", () => {
    expect(synth(balancer({})).resource("aws_lb_target_group")["stickiness"]).toEqual({
      enabled: true,
      type: "source_ip",
    });
  });

  test("asks for health over HTTP, since UDP cannot be checked", () => {
    const health = (props: Partial<CaptureLoadBalancerProps>) =>
      synth(balancer(props)).resource("aws_lb_target_group")["health_check"];

    expect(health({})).toEqual({ protocol: "HTTP", port: "8080", path: "/capture" });
    expect(health({ healthPort: 9000 })).toMatchObject({ port: "9000" });
  });

  test("sends to the instances that are added", () => {
    expect(synth(balancer({})).resource("aws_lb_target_group_attachment")).toMatchObject({
      target_id: "i-0123456789abcdef0",
    });
  });
});
