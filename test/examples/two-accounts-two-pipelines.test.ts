import { join } from "node:path";
import { composed } from "../support/composed-app";
import { requires } from "../support/requirements";
import { balancer, Deployments } from "../support/stub-provider/deployed";
import type { TerraformFolder } from "../support/stub-provider/terraform";
import { SynthesizedStack } from "../support/synth";

const settings = (name: string) =>
  join(__dirname, "..", "..", "examples", "two-accounts-two-pipelines", `${name}.json`);
const collectorStack = () => composed(settings("collector")).get("collector-eu-central-1")!;
const sourceStack = (name: string) => composed(settings(name)).get("source-web")!;

const SESSION = "aws_ec2_traffic_mirror_session.Sessions_8896A56D";
const TARGET = "aws_ec2_traffic_mirror_target.Target_3191CF44";
const PARAMETER = "aws_ssm_parameter.Parameter_9E1B4FBA";
const WEB = balancer("web/50dc6c495c0c9188", ["eni-a", "eni-b"]);

/** What reads the parameter is told this. */
const parameter = (value: unknown) => ({ type: "aws_ssm_parameter", attributes: { insecure_value: String(value) } });

// Each test runs terraform several times.
jest.setTimeout(60_000);

describe("two pipelines", () => {
  test("know nothing of each other but where the outputs are", () => {
    expect(JSON.parse(sourceStack("source-by-state"))).toMatchObject({
      data: {
        terraform_remote_state: {
          Collector: {
            backend: "s3",
            config: {
              bucket: "example-collector-states",
              key: "tls-mirror/example/collector-eu-central-1.tfstate",
              region: "eu-central-1",
            },
          },
        },
      },
    });
    expect(new SynthesizedStack(sourceStack("source")).dataSource("aws_ssm_parameter")).toMatchObject({
      name: "/tls-mirror/example/collector",
      provider: "aws.collector",
    });
  });

  test("read the parameter as a role of the collector's account, and do everything else as themselves", () => {
    const { provider } = JSON.parse(sourceStack("source")) as { provider: { aws: object[] } };

    expect(provider.aws).toEqual([
      { region: "eu-central-1", allowed_account_ids: ["444455556666"] },
      {
        alias: "collector",
        region: "eu-central-1",
        assume_role: [{ role_arn: "arn:aws:iam::111122223333:role/tls-mirror-outputs", session_name: "tls-mirror" }],
      },
    ]);
  });

  test("agree on where the collector's state is", () => {
    expect(JSON.parse(collectorStack())).toMatchObject({
      terraform: {
        backend: {
          s3: { bucket: "example-collector-states", key: "tls-mirror/example/collector-eu-central-1.tfstate" },
        },
      },
    });
  });

  test("keep their addresses: another one would replace what users have deployed", () => {
    const texts = [collectorStack(), sourceStack("source"), sourceStack("source-by-state")];

    expect(texts.map((text) => new SynthesizedStack(text).addresses())).toMatchSnapshot();
  });
});

requires({ terraform: true })("two pipelines, deployed by terraform", () => {
  const deployments = new Deployments();
  const written = (collector: TerraformFolder) => collector.attributes(PARAMETER)["insecure_value"];

  afterEach(() => {
    deployments.remove();
  });

  test("refuse a collector in another Region, and say so", () => {
    const told = JSON.parse(String(written(deployments.deploy(collectorStack())))) as object;
    const answers = [WEB, parameter(JSON.stringify({ ...told, region: "us-east-1" }))];
    const { status, output } = deployments.open(sourceStack("source"), { answers }).plan();

    expect(status).toBe(1);
    expect(output.replace(/[\s│]+/g, " ")).toContain(
      "The mirror target is in us-east-1, but the interfaces are in eu-central-1, and mirroring stays within one Region. " +
        "Send to a collector in the Region of the load balancer.",
    );
  });

  test("meet in the parameter: valid, applied, and then without change", () => {
    const collector = deployments.deploy(collectorStack());
    const source = deployments.deploy(sourceStack("source"), { answers: [WEB, parameter(written(collector))] });

    expect(source.attributes(`${SESSION}["eni-b"]`)).toMatchObject({
      traffic_mirror_target_id: collector.attributes(TARGET)["id"],
      virtual_network_id: 12_345,
    });
  });

  test("meet in the state: valid, applied, and then without change", () => {
    const collector = deployments.deploy(collectorStack());
    const states = { Collector: collector.statePath };
    const source = deployments.deploy(sourceStack("source-by-state"), { answers: [WEB], states });

    expect(source.attributes(`${SESSION}["eni-b"]`)).toMatchObject({
      traffic_mirror_target_id: collector.attributes(TARGET)["id"],
      virtual_network_id: 12_345,
    });
  });

  test("move the sessions to a target that the collector replaced", () => {
    const told = String(written(deployments.deploy(collectorStack())));
    const source = deployments.deploy(sourceStack("source"), { answers: [WEB, parameter(told)] });
    const replaced = JSON.stringify({ ...(JSON.parse(told) as object), targetId: "tmt-0fedcba9876543210" });
    source.play(sourceStack("source"), { answers: [WEB, parameter(replaced)] });
    const { status, output } = source.plan();

    expect(status).toBe(2);
    expect(output).toContain("Plan: 0 to add, 3 to change, 0 to destroy.");
  });
});
