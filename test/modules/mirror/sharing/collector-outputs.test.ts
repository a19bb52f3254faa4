import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { TerraformStack } from "cdktf";
import { DataTerraformRemoteStateLocal, TerraformOutput } from "cdktf";
import type { CollectorOutputs } from "../../../../modules/mirror";
import {
  CollectorParameter,
  CollectorReference,
  MirrorFilter,
  MirrorSessions,
  MirrorTarget,
} from "../../../../modules/mirror";
import { requires } from "../../../support/requirements";
import { TerraformFolder } from "../../../support/stub-provider/terraform";
import { refusal, synth } from "../../../support/synth";

// Each test of terraform runs it several times.
jest.setTimeout(60_000);

const SESSION = "aws_ec2_traffic_mirror_session";
const ENI = "eni-0123456789abcdef0";

const outputs: CollectorOutputs = {
  targetId: "tmt-0123456789abcdef0",
  targetArn: "arn:aws:ec2:eu-central-1:111122223333:traffic-mirror-target/tmt-0123456789abcdef0",
  targetAccountId: "111122223333",
  region: "eu-central-1",
  virtualNetworkIdRange: { first: 100, count: 8 },
  collectorCidrs: ["10.9.0.0/24"],
  packetLengthLimitBytes: 8500,
  sourceLimit: 100,
};

const parameter =
  (prefix: string, told = outputs) =>
  (stack: TerraformStack) => {
    new CollectorParameter(stack, "Parameter", { deployment: "demo", prefix, outputs: told });
  };

/** The side that is mirrored, by what it was told of the other. */
function sources(stack: TerraformStack, told: CollectorOutputs, sourceInterfaceIds = [ENI]): void {
  new MirrorSessions(stack, "Sessions", {
    deployment: "demo",
    sourceInterfaceIds,
    filter: MirrorFilter.forListeners(stack, "Filter", { deployment: "demo" }),
    target: MirrorTarget.fromCollector(told),
    virtualNetworkIdRange: told.virtualNetworkIdRange,
  });
}

describe("a collector's outputs", () => {
  test.each(["tls-mirror", "/tls-mirror/", "/", "", "/aws/mirror", "/ssm", "/a b"])(
    "are refused the prefix %j",
    (prefix) => {
      const message =
        `prefix: "${prefix}" cannot begin the name of a parameter. ` +
        "Write it as /tls-mirror/prod: a slash before each part and none at the end, and neither aws nor ssm first.";

      expect(refusal(parameter(prefix))).toBe(`[stack/Parameter] ${message}`);
      expect(refusal((stack) => CollectorReference.fromParameter(stack, "Collector", prefix))).toBe(
        `[stack/Collector] ${message}`,
      );
    },
  );

  test("are left in one parameter under the prefix, legible in a plan", () => {
    const resource = synth(parameter("/tls-mirror/prod")).resource("aws_ssm_parameter");

    expect(resource).toMatchObject({ name: "/tls-mirror/prod/collector", type: "String" });
    expect(resource["insecure_value"]).toContain('"targetId" = "tmt-0123456789abcdef0"');
    expect(resource).not.toHaveProperty("value");
  });

  test("are read in another account by that account's provider", () => {
    const parameter = synth((stack) => {
      const provider = new AwsProvider(stack, "Other", { region: "eu-central-1", alias: "other" });
      CollectorReference.fromParameter(stack, "Collector", "/tls-mirror/prod", provider);
    }).dataSource("aws_ssm_parameter");

    expect(parameter).toMatchObject({ name: "/tls-mirror/prod/collector", provider: "aws.other" });
  });

  test("are handed over within one app as they are", () => {
    const session = synth((stack) => {
      sources(stack, outputs);
    }).resource(SESSION);

    expect(session).toMatchObject({
      traffic_mirror_target_id: "tmt-0123456789abcdef0",
      packet_length: 8500,
      virtual_network_id: "${(100 + (each.value % 8))}",
    });
  });
});

requires({ terraform: true })("a collector's outputs that terraform carries", () => {
  let folder: TerraformFolder | undefined;

  afterEach(() => {
    folder?.remove();
  });

  const applied = (build: (stack: TerraformStack) => void, insecureValue = "") => {
    folder = new TerraformFolder(synth(build).text, {
      answers: [{ type: "aws_ssm_parameter", attributes: { insecure_value: insecureValue } }],
    });
    expect(folder.init()).toMatchObject({ status: 0 });
    expect(folder.apply()).toMatchObject({ status: 0 });
    expect(folder.plan()).toMatchObject({ status: 0 });
    return folder;
  };
  /** What the collector's pipeline writes. */
  const written = (told: CollectorOutputs) => {
    const collector = applied(parameter("/tls-mirror/prod", told));
    const value = collector.attributes(collector.addresses()[0]!)["insecure_value"];
    collector.remove();
    return String(value);
  };
  /** What Terraform says of a plan of two interfaces, in one line. */
  const planned = (told: CollectorOutputs) => {
    folder = new TerraformFolder(
      synth((stack) => {
        const collector = CollectorReference.fromParameter(stack, "Collector", "/tls-mirror/prod");
        sources(stack, collector, [ENI, "eni-0123456789abcdef1"]);
      }).text,
      {
        answers: [
          { type: "aws_ssm_parameter", attributes: { insecure_value: JSON.stringify({ sourceLimit: null, ...told }) } },
        ],
      },
    );
    folder.init();
    const { output } = folder.plan();
    folder.remove();
    return output.replace(/[\s│]+/g, " ");
  };
  const fromParameter = (stack: TerraformStack) => {
    sources(stack, CollectorReference.fromParameter(stack, "Collector", "/tls-mirror/prod"));
  };

  test("arrive through a parameter", () => {
    const session = applied(fromParameter, written(outputs)).attributes(`${SESSION}.Sessions_8896A56D["${ENI}"]`);

    expect(session).toMatchObject({
      traffic_mirror_target_id: outputs.targetId,
      virtual_network_id: 100,
      packet_length: 8500,
    });
  });

  test("arrive as absent where the collector gave none", () => {
    const told = written({ ...outputs, packetLengthLimitBytes: undefined, sourceLimit: undefined });
    const session = applied(fromParameter, told).attributes(`${SESSION}.Sessions_8896A56D["${ENI}"]`);

    // The provider computes a packet length that is left out; the stub's invention is 0.
    expect(session).toMatchObject({ traffic_mirror_target_id: outputs.targetId, packet_length: 0 });
  });

  test("warn of more interfaces than the collector's target takes", () => {
    const warned = (sourceLimit?: number) => {
      const output = planned({ ...outputs, sourceLimit });
      return output.includes("More interfaces were found than the 1 that AWS allows for one target");
    };

    expect([warned(1), warned(2), warned()]).toEqual([true, false, false]);
  });

  test("are refused to sources of another Region", () => {
    expect(planned({ ...outputs, region: "eu-west-1" })).toContain(
      "The mirror target is in eu-west-1, but the interfaces are in eu-central-1, and mirroring stays within one Region. " +
        "Send to a collector in the Region of the load balancer.",
    );
  });

  test("arrive through the state of another pipeline", () => {
    const collector = applied((stack) => {
      new TerraformOutput(stack, "collector", { value: CollectorReference.toOutput(outputs), staticId: true });
    });
    const path = collector.statePath;
    const source = new TerraformFolder(
      synth((stack) => {
        const state = new DataTerraformRemoteStateLocal(stack, "State", { path });
        sources(stack, CollectorReference.fromRemoteState(state, "collector"));
      }).text,
    );
    try {
      expect(source.init()).toMatchObject({ status: 0 });
      expect(source.apply()).toMatchObject({ status: 0 });
      expect(source.attributes(`${SESSION}.Sessions_8896A56D["${ENI}"]`)).toMatchObject({
        traffic_mirror_target_id: outputs.targetId,
        packet_length: 8500,
      });
    } finally {
      source.remove();
    }
  });
});
