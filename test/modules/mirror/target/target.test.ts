import type { TerraformStack } from "cdktf";
import { TerraformVariable } from "cdktf";
import { UserError } from "../../../../modules/contracts";
import type { MirrorTargetProps } from "../../../../modules/mirror";
import { MirrorTarget } from "../../../../modules/mirror";
import { refusal, synth } from "../../../support/synth";

const TARGET = "aws_ec2_traffic_mirror_target";
const INTERFACE = "eni-0123456789abcdef0";
const LOAD_BALANCER = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/mirror/50dc6c495c0c9188";
const ENDPOINT = "vpce-0123456789abcdef0";

const target = (props: Omit<MirrorTargetProps, "deployment">) => (stack: TerraformStack) => {
  new MirrorTarget(stack, "Target", { deployment: "demo", ...props });
};

const made = (props: Omit<MirrorTargetProps, "deployment">) => {
  let result: MirrorTarget | undefined;
  synth((stack) => {
    result = new MirrorTarget(stack, "Target", { deployment: "demo", ...props });
  });
  return result!;
};

describe("a mirror target", () => {
  test.each<[Omit<MirrorTargetProps, "deployment">, string]>([
    [
      {},
      "no destination is given. Give exactly one of networkInterfaceId, " +
        "networkLoadBalancerArn and gatewayLoadBalancerEndpointId.",
    ],
    [
      { networkInterfaceId: INTERFACE, networkLoadBalancerArn: LOAD_BALANCER },
      "2 destinations are given. Give exactly one of networkInterfaceId, " +
        "networkLoadBalancerArn and gatewayLoadBalancerEndpointId.",
    ],
    [
      { networkInterfaceId: "i-0123456789abcdef0" },
      'networkInterfaceId: "i-0123456789abcdef0" is no network interface id. Give one like eni-0123456789abcdef0.',
    ],
    [
      { networkLoadBalancerArn: LOAD_BALANCER.replace("/net/", "/app/") },
      `networkLoadBalancerArn: "${LOAD_BALANCER.replace("/net/", "/app/")}" is not the ARN of a Network Load Balancer. ` +
        "Give one that ends in loadbalancer/net/NAME/ID; mirrored packets are UDP, which no other kind takes.",
    ],
    [
      { gatewayLoadBalancerEndpointId: "gwlb" },
      'gatewayLoadBalancerEndpointId: "gwlb" is no VPC endpoint id. Give one like vpce-0123456789abcdef0.',
    ],
    [
      { networkLoadBalancerArn: LOAD_BALANCER, sourceLimit: 100 },
      "sourceLimit is given for a target that has none. " +
        "Leave it out; AWS limits the sources of network interfaces alone.",
    ],
    [
      { networkInterfaceId: INTERFACE, sourceLimit: 1000 },
      "sourceLimit must be a whole number of interfaces from 1 to 100, got 1000. Correct it.",
    ],
  ])("refuses %j", (props, message) => {
    expect(refusal(target(props))).toBe(`[stack/Target] ${message}`);
  });

  test.each<[string, Omit<MirrorTargetProps, "deployment">, object]>([
    ["an interface", { networkInterfaceId: INTERFACE }, { network_interface_id: INTERFACE }],
    ["a load balancer", { networkLoadBalancerArn: LOAD_BALANCER }, { network_load_balancer_arn: LOAD_BALANCER }],
    ["an endpoint", { gatewayLoadBalancerEndpointId: ENDPOINT }, { gateway_load_balancer_endpoint_id: ENDPOINT }],
  ])("names %s and its deployment, and outlives the sessions that use it", (_, props, destination) => {
    expect(synth(target(props)).resource(TARGET)).toMatchObject({
      ...destination,
      lifecycle: { create_before_destroy: true },
      tags: { "tls-mirror:deployment": "demo", "tls-mirror:managed-by": "terraform" },
    });
  });

  test("takes what Terraform alone knows", () => {
    const resource = synth((stack) => {
      const arn = new TerraformVariable(stack, "arn", { type: "string" });
      target({ networkLoadBalancerArn: arn.stringValue })(stack);
    }).resource(TARGET);

    expect(resource["network_load_balancer_arn"]).toBe("${var.arn}");
  });

  test.each<[Omit<MirrorTargetProps, "deployment">, number | undefined, number | undefined]>([
    [{ networkInterfaceId: INTERFACE }, 10, undefined],
    [{ networkInterfaceId: INTERFACE, sourceLimit: 100 }, 100, undefined],
    [{ networkLoadBalancerArn: LOAD_BALANCER }, undefined, 8500],
    [{ gatewayLoadBalancerEndpointId: ENDPOINT }, undefined, undefined],
  ])("%j knows how many sources and how long packets AWS allows", (props, sourceLimit, packetLengthLimitBytes) => {
    const { sourceLimit: sources, packetLengthLimitBytes: bytes } = made(props);

    expect([sources, bytes]).toEqual([sourceLimit, packetLengthLimitBytes]);
  });

  test("of another account is refused an id that is none", () => {
    const told = 'targetId: "eni-0123456789abcdef0" is no such id. Give one like tmt-0123456789abcdef0.';

    expect(() => MirrorTarget.fromTargetId(INTERFACE)).toThrow(new UserError(`[MirrorTarget.fromTargetId] ${told}`));
    expect(() => MirrorTarget.fromLoadBalancerTargetId(INTERFACE)).toThrow(
      new UserError(`[MirrorTarget.fromLoadBalancerTargetId] ${told}`),
    );
  });

  test("of another account is known by its id alone", () => {
    expect(MirrorTarget.fromTargetId("tmt-0123456789abcdef0")).toEqual({ targetId: "tmt-0123456789abcdef0" });
    expect(MirrorTarget.fromLoadBalancerTargetId("tmt-0123456789abcdef0")).toEqual({
      targetId: "tmt-0123456789abcdef0",
      packetLengthLimitBytes: 8500,
    });
  });
});
