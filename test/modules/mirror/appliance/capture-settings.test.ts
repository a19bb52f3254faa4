import * as fc from "fast-check";
import { UserError } from "../../../../modules/contracts";
import type { CaptureInstanceProps } from "../../../../modules/mirror";
import { CaptureRetention } from "../../../../modules/mirror";
import { parseSettings } from "../../../../scripts/capture/settings";
import { synth } from "../../../support/synth";
import { appliance } from "../samples";

type Asked = Partial<CaptureInstanceProps>;

const synthesized = (props: Asked) => synth(appliance(props));

/** What the appliance reads at boot: the object that Terraform encodes, which holds no tokens here. */
function settingsOf(props: Asked): unknown {
  const userData = String(synthesized(props).resource("aws_instance")["user_data"]);
  const [, object = ""] = /\$\{jsonencode\((.*)\)\}/.exec(userData) ?? [];
  return parseSettings(object.replace(/"(\w+)" = /g, '"$1": '), "capture.json");
}

/** Whether the constructs deploy it. */
function isDeployed(props: Asked): boolean {
  try {
    synthesized(props);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** One of the good values mostly, so that most of what is asked for has one that is bad or none. */
const mostly = <T>(good: readonly T[], bad: readonly T[]) =>
  fc.oneof({ weight: 19, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: fc.constantFrom(...bad) });

/** Values at and beyond the bounds, and some that are common. */
const asked = fc.record<Asked>(
  {
    deployment: mostly(["demo", "a".repeat(63)], ["a".repeat(64), "Demo", "a_b", "9a", ""]),
    virtualNetworkIds: fc.array(mostly([1, 7, 12_345, 0xffffff], [0, 0x1000000, 1.5]), { minLength: 1, maxLength: 3 }),
    listenerPorts: fc.array(mostly([1, 443, 8443, 65_535], [0, 65_536]), { minLength: 1, maxLength: 3 }),
    rotationSeconds: mostly([1, 300, 86_400], [0, 86_401, 90_000, 0.5]),
    diskBudgetBytes: mostly([64 * 1024 ** 2, 1e9], [0, 1000, 64 * 1024 ** 2 - 1, 1e12]),
    volumeSizeGib: mostly([11, 50], [10]),
    retention: fc.constantFrom(CaptureRetention.EVERYTHING, CaptureRetention.HANDSHAKES),
    healthPort: mostly([1024, 8080, 65_535], [80, 1023, 65_536]),
    bucket: mostly(["captures", "my.captures"], ["Captures", "ab", "s3://captures", "a".repeat(64), "captures-"]),
    prefix: mostly(["team", "team/tls"], ["/team", "team/", "/", ""]),
    bucketOwner: mostly(["111122223333"], ["11112222333", ""]),
    bucketRegion: mostly(["eu-central-1", "us-gov-west-1", "eusc-de-east-1"], ["Frankfurt", ""]),
  },
  { requiredKeys: ["bucket"] },
);

describe("the settings that constructs write", () => {
  test("are taken by the appliance whatever is asked for, or the constructs refuse it", () => {
    const outcomes = { deployed: 0, refused: 0 };
    fc.assert(
      fc.property(asked, (props) => {
        const deployed = isDeployed(props);
        outcomes[deployed ? "deployed" : "refused"]++;
        if (deployed) settingsOf(props);
      }),
      { seed: 5, numRuns: 150 },
    );

    expect(outcomes.deployed).toBeGreaterThan(10);
    expect(outcomes.refused).toBeGreaterThan(10);
  });

  test("say all that is asked for", () => {
    const settings = settingsOf({
      virtualNetworkIds: [7, 8],
      listenerPorts: [443, 8443, 443],
      rotationSeconds: 60,
      diskBudgetBytes: 1e9,
      retention: CaptureRetention.EVERYTHING,
      healthPort: 9000,
      bucket: "captures",
      prefix: "team/tls",
      bucketOwner: "111122223333",
      bucketRegion: "eu-west-1",
    });

    expect(settings).toEqual({
      deployment: "demo",
      vnis: [7, 8],
      listenerPorts: [443, 8443],
      rotationSeconds: 60,
      diskBudgetBytes: 1e9,
      retention: "everything",
      healthPort: 9000,
      bucket: "captures",
      prefix: "team/tls",
      bucketOwner: "111122223333",
      region: "eu-west-1",
    });
  });
});
