import type { TerraformStack } from "cdktf";
import { MirrorTarget } from "../../../modules/mirror";
import { refusal, synth } from "../../support/synth";

const target = (networkInterfaceId: string) => (stack: TerraformStack) => {
  new MirrorTarget(stack, "Target", { deployment: "demo", networkInterfaceId });
};

describe("a mirror target", () => {
  test("refuses what is no network interface", () => {
    expect(refusal(target("i-0123456789abcdef0"))).toBe(
      '[stack/Target] networkInterfaceId: "i-0123456789abcdef0" is no network interface id. ' +
        "Give one like eni-0123456789abcdef0.",
    );
  });

  test("names the interface and its deployment, and outlives the sessions that use it", () => {
    const resource = synth(target("eni-0123456789abcdef0")).resource("aws_ec2_traffic_mirror_target");

    expect(resource).toMatchObject({
      network_interface_id: "eni-0123456789abcdef0",
      lifecycle: { create_before_destroy: true },
      tags: { "tls-mirror:deployment": "demo", "tls-mirror:managed-by": "terraform" },
    });
  });

  test("of another account is known by its id alone", () => {
    expect(MirrorTarget.fromTargetId("tmt-0123456789abcdef0")).toEqual({ targetId: "tmt-0123456789abcdef0" });
  });
});
