import type { TerraformStack } from "cdktf";
import type { MirrorSessionsProps } from "../../../../modules/mirror";
import { refusal, synth } from "../../../support/synth";
import { ENI, interfaces, sessions } from "../samples";

const SESSION = "aws_ec2_traffic_mirror_session";
describe("several sessions of one app", () => {
  const several =
    (...all: Partial<MirrorSessionsProps>[]) =>
    (stack: TerraformStack) => {
      for (const [index, props] of all.entries()) sessions(props, `Sessions${index}`)(stack);
    };

  test("are refused one number for one interface", () => {
    expect(refusal(several({}, { sourceInterfaceIds: ["eni-0123456789abcdef1", ENI] }))).toBe(
      `[stack/Sessions1] session number 1 of ${ENI} is that of [stack/Sessions0] too. ` +
        "Give one of them another sessionNumber; the lower one gets a packet that both filters accept.",
    );
  });

  test("are refused a fourth one for an interface", () => {
    const numbered = [1, 2, 3, 4].map((sessionNumber) => ({ sessionNumber }));

    expect(refusal(several(...numbered))).toBe(
      `[stack/Sessions3] ${ENI} would have more than 3 sessions, which AWS does not raise. ` +
        "Let one session serve several purposes: its filter may hold ten rules.",
    );
    expect(synth(several(...numbered.slice(0, 3))).resources(SESSION)).toHaveLength(3);
  });

  test("are refused together more interfaces than their target takes", () => {
    const target = { targetId: "tmt-0123456789abcdef0", sourceLimit: 10 };
    const all = interfaces(11);

    expect(
      refusal(several({ target, sourceInterfaceIds: all.slice(0, 6) }, { target, sourceInterfaceIds: all.slice(6) })),
    ).toBe(
      "[stack/Sessions1] 11 interfaces would send to one network interface, but AWS allows 10 and does not raise it. " +
        "Send to a Network Load Balancer (CaptureLoadBalancer), which has no such limit, or to several targets; " +
        "for an instance of the largest types, set sourceLimit of its MirrorTarget to 100.",
    );
  });

  test("say nothing of sessions that were removed from the app", () => {
    const build = (stack: TerraformStack) => {
      several({})(stack);
      stack.node.tryRemoveChild("Sessions0");
      sessions({}, "Sessions")(stack);
    };

    expect(synth(build).resources(SESSION)).toHaveLength(1);
  });

  test("may send one interface to one target twice, which counts once", () => {
    const target = { targetId: "tmt-0123456789abcdef0", sourceLimit: 1 };

    expect(synth(several({ target }, { target, sessionNumber: 2 })).resources(SESSION)).toHaveLength(2);
  });
});
