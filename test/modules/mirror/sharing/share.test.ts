import type { TerraformStack } from "cdktf";
import { TerraformVariable } from "cdktf";
import type { MirrorShareProps } from "../../../../modules/mirror";
import {
  MirrorFilter,
  MirrorSessions,
  MirrorShare,
  MirrorShareAccepter,
  MirrorTarget,
} from "../../../../modules/mirror";
import { requires } from "../../../support/requirements";
import { TerraformFolder } from "../../../support/stub-provider/terraform";
import { refusal, synth } from "../../../support/synth";

// Each test of terraform runs it several times.
jest.setTimeout(60_000);

const TARGET_ARN = "arn:aws:ec2:eu-central-1:111122223333:traffic-mirror-target/tmt-0123456789abcdef0";
const SHARE_ARN = "arn:aws:ram:eu-central-1:111122223333:resource-share/73da1ab9-b94a-4ba3-8eb4-45917f7f4b12";
const UNIT = "arn:aws:organizations::111122223333:ou/o-exampleorg/ou-examplerootid";
const ORGANIZATION = "arn:aws:organizations::111122223333:organization/o-exampleorg";

const share = (props: Partial<MirrorShareProps>) => (stack: TerraformStack) => {
  new MirrorShare(stack, "Share", {
    deployment: "demo",
    targetArn: TARGET_ARN,
    principals: ["444455556666"],
    ...props,
  });
};

/** Sessions of another account, to a target that it accepts. */
const accepting =
  (shareArn = SHARE_ARN) =>
  (stack: TerraformStack) => {
    const target = MirrorTarget.fromLoadBalancerTargetId("tmt-0123456789abcdef0");
    new MirrorSessions(stack, "Sessions", {
      deployment: "demo",
      sourceInterfaceIds: ["eni-0123456789abcdef0"],
      filter: MirrorFilter.forListeners(stack, "Filter", { deployment: "demo" }),
      target: new MirrorShareAccepter(stack, "Accepter", { shareArn, target }),
      virtualNetworkId: 1,
    });
  };

describe("a shared mirror target", () => {
  test.each<[Partial<MirrorShareProps>, string]>([
    [
      { principals: [] },
      "principals is empty, so the target would be shared with nobody. Name an account id, for instance 111122223333.",
    ],
    [
      { principals: ["arn:aws:iam::444455556666:role/mirror"] },
      'principals: "arn:aws:iam::444455556666:role/mirror" is neither an account id nor the ARN of an organizational unit. ' +
        "Give twelve digits, or an ARN like arn:aws:organizations::111122223333:ou/o-exampleorgid/ou-exampleid; " +
        "mirror targets are not shared with users or roles.",
    ],
    [
      { principals: [ORGANIZATION] },
      `principals: ${ORGANIZATION} is a whole organization, any account of which could send packets here. ` +
        "Name accounts or organizational units, or set allowOrganization to true if that is what you want.",
    ],
    [
      { targetArn: "tmt-0123456789abcdef0" },
      'targetArn: "tmt-0123456789abcdef0" is not the ARN of a mirror target. Give targetArn of the MirrorTarget, ' +
        "or of the collector's outputs: one that ends in traffic-mirror-target/tmt-ID.",
    ],
  ])("is refused for %j", (props, message) => {
    expect(refusal(share(props))).toBe(`[stack/Share] ${message}`);
  });

  test("stays within the organization unless told otherwise", () => {
    const external = (allowExternalAccounts?: boolean) =>
      synth(share({ allowExternalAccounts })).resource("aws_ram_resource_share")["allow_external_principals"];

    expect([external(), external(true)]).toEqual([false, true]);
  });

  test("is the target alone, for the principals named", () => {
    const stack = synth(share({ principals: ["444455556666", UNIT] }));

    expect(stack.resource("aws_ram_resource_association")["resource_arn"]).toBe(TARGET_ARN);
    expect(stack.resource("aws_ram_principal_association")).toMatchObject({
      for_each: `\${toset(["444455556666", "${UNIT}"])}`,
      principal: "${each.value}",
    });
  });

  test("takes principals that Terraform alone knows", () => {
    const stack = synth((scope) => {
      share({ principals: new TerraformVariable(scope, "accounts", { type: "list(string)" }).listValue })(scope);
    });

    expect(stack.resource("aws_ram_principal_association")["for_each"]).toBe("${toset(var.accounts)}");
  });

  test("may be shared with a whole organization on request", () => {
    expect(
      synth(share({ principals: [ORGANIZATION], allowOrganization: true })).resources("aws_ram_resource_share"),
    ).toHaveLength(1);
  });
});

describe("the acceptance of a shared target", () => {
  test("is refused for what is no share", () => {
    expect(refusal(accepting(TARGET_ARN))).toBe(
      `[stack/Accepter] shareArn: "${TARGET_ARN}" is not the ARN of a resource share. ` +
        "Give shareArn of the MirrorShare of the other account.",
    );
  });

  test("makes sessions wait for it, and keeps the target's limits", () => {
    expect(synth(accepting()).resource("aws_ec2_traffic_mirror_session")).toMatchObject({
      traffic_mirror_target_id: expect.stringMatching(
        /^\$\{element\(\[aws_ram_resource_share_accepter\.\w+\.share_id, "tmt-0123456789abcdef0"\], 1\)\}$/,
      ) as string,
      packet_length: 8500,
    });
  });
});

requires({ terraform: true })("a share that terraform deploys", () => {
  test("is complete before an account of the same configuration accepts it", () => {
    const build = (stack: TerraformStack) => {
      const made = new MirrorShare(stack, "Share", {
        deployment: "demo",
        targetArn: TARGET_ARN,
        principals: ["444455556666", UNIT],
        allowExternalAccounts: true,
      });
      accepting(made.shareArn)(stack);
    };
    const folder = new TerraformFolder(synth(build).text);
    try {
      expect(folder.init()).toMatchObject({ status: 0 });
      const { output } = folder.apply();
      const when = (what: RegExp) => output.search(what);

      expect(when(/aws_ram_resource_share_accepter\.\w+: Creating/)).toBeGreaterThan(
        Math.max(
          when(/aws_ram_resource_association\.\w+: Creation complete/),
          when(/aws_ram_principal_association\.\w+\["444455556666"\]: Creation complete/),
          when(/aws_ram_principal_association\.\w+\["arn:.*"\]: Creation complete/),
        ),
      );
      const address = (type: string) => folder.addresses().find((found) => found.startsWith(`${type}.`))!;
      expect(folder.attributes(address("aws_ram_resource_share_accepter"))["share_arn"]).toBe(
        folder.attributes(address("aws_ram_resource_share"))["arn"],
      );
      expect(folder.plan()).toMatchObject({ status: 0 });
    } finally {
      folder.remove();
    }
  });

  test.each([
    ["the collector's side", share({ principals: ["444455556666", UNIT] })],
    ["the source's side", accepting()],
  ])("on %s is applied, and then needs no change", (_, build) => {
    const folder = new TerraformFolder(synth(build).text);
    try {
      expect(folder.init()).toMatchObject({ status: 0 });
      expect(folder.apply()).toMatchObject({ status: 0 });
      expect(folder.plan()).toMatchObject({ status: 0 });
    } finally {
      folder.remove();
    }
  });
});
