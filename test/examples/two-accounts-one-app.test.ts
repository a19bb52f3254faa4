import { join } from "node:path";
import { composed } from "../support/composed-app";
import { requires } from "../support/requirements";
import { balancer, Deployments } from "../support/stub-provider/deployed";
import { SynthesizedStack } from "../support/synth";

const EXAMPLE = join(__dirname, "..", "..", "examples", "two-accounts-one-app", "settings.json");
const COLLECTOR = "collector-eu-central-1";
const SESSION = "aws_ec2_traffic_mirror_session.Sessions_8896A56D";
const TARGET = "aws_ec2_traffic_mirror_target.Target_3191CF44";
/** As CDKTF names what reads the collector's state. */
const STATE = `cross-stack-reference-input-${COLLECTOR}`;
const WEB = balancer("web/50dc6c495c0c9188", ["eni-a", "eni-b"]);

// Each test runs terraform several times.
jest.setTimeout(60_000);

describe("two accounts in one app", () => {
  const stacks = composed(EXAMPLE);

  test("are a stack for each side, with a state of its own in S3, locked", () => {
    expect([...stacks.keys()]).toEqual([COLLECTOR, "source-partners", "source-web"]);
    for (const [id, text] of stacks) {
      expect(JSON.parse(text)).toMatchObject({
        terraform: {
          backend: {
            s3: {
              bucket: "example-terraform-states",
              key: `tls-mirror/example/${id}.tfstate`,
              region: "eu-central-1",
              encrypt: true,
              use_lockfile: true,
            },
          },
        },
      });
    }
  });

  test("are each worked in by their own role, and by no other account's credentials", () => {
    const providers = [...stacks.values()].map((text) => (JSON.parse(text) as { provider: object }).provider);
    const of = (account: string) => ({
      aws: [
        {
          region: "eu-central-1",
          allowed_account_ids: [account],
          assume_role: [{ role_arn: `arn:aws:iam::${account}:role/terraform`, session_name: "tls-mirror" }],
        },
      ],
    });

    expect(providers).toEqual([of("111122223333"), of("444455556666"), of("444455556666")]);
  });

  test("share the target with the source account, once for both balancers, and nobody has to accept", () => {
    const collector = new SynthesizedStack(stacks.get(COLLECTOR)!);

    expect(collector.resource("aws_ram_principal_association")).toMatchObject({
      for_each: '${toset(["444455556666"])}',
    });
    expect(collector.resource("aws_ram_resource_share")).toMatchObject({ allow_external_principals: false });
    expect(stacks.get("source-web")).not.toContain("aws_ram_resource_share_accepter");
  });

  test("keep their addresses: another one would replace what users have deployed", () => {
    const addresses = [COLLECTOR, "source-web"].map((id) => new SynthesizedStack(stacks.get(id)!).addresses());

    expect(addresses).toMatchSnapshot();
  });
});

requires({ terraform: true })("two accounts in one app, deployed by terraform", () => {
  const stacks = composed(EXAMPLE);
  const deployments = new Deployments();

  afterEach(() => {
    deployments.remove();
  });

  test("refuse to plan a source before its collector is there", () => {
    const { terraform } = JSON.parse(stacks.get(COLLECTOR)!) as { terraform: object };
    const nothing = deployments.open(JSON.stringify({ terraform }));
    expect(nothing.apply()).toMatchObject({ status: 0 });
    const source = deployments.open(stacks.get("source-web")!, {
      answers: [WEB],
      states: { [STATE]: nothing.statePath },
    });
    const { status, output } = source.plan();

    expect(status).toBe(1);
    expect(output).toContain("This object does not have an attribute named");
  });

  test("are valid, are applied collector first, and then need no change", () => {
    const collector = deployments.deploy(stacks.get(COLLECTOR)!);
    const states = { [STATE]: collector.statePath };
    const web = deployments.deploy(stacks.get("source-web")!, { answers: [WEB], states });
    const partners = deployments.deploy(stacks.get("source-partners")!, {
      answers: [balancer("partners/0a1b2c3d4e5f6071", ["eni-c"])],
      states,
    });
    const targetId = collector.attributes(TARGET)["id"];

    expect(web.addresses()).toEqual(expect.arrayContaining([`${SESSION}["eni-a"]`, `${SESSION}["eni-b"]`]));
    expect(web.attributes(`${SESSION}["eni-a"]`)).toMatchObject({ traffic_mirror_target_id: targetId });
    expect(partners.attributes(`${SESSION}["eni-c"]`)).toMatchObject({
      traffic_mirror_target_id: targetId,
      virtual_network_id: 12_345,
    });
  });

  test("show in the plan of a source where its packets would go", () => {
    const collector = deployments.deploy(stacks.get(COLLECTOR)!);
    const states = { [STATE]: collector.statePath };
    const { output } = deployments.open(stacks.get("source-web")!, { answers: [WEB], states }).plan();

    expect(output).toContain(`traffic_mirror_target_id = "${String(collector.attributes(TARGET)["id"])}"`);
    expect(output.replace(/ +/g, " ")).not.toContain("(sensitive value)");
  });

  test("let the collector look at the ports of all its balancers", () => {
    const collector = deployments.deploy(stacks.get(COLLECTOR)!);
    const userData = String(collector.attributes("aws_instance.Appliance_7B9EA9AE")["user_data"]);

    expect(JSON.parse(userData.split("\n").find((line) => line.startsWith("{"))!)).toMatchObject({
      listenerPorts: [443, 8443],
      vnis: [12_345],
    });
  });

  test("are removed without a rest, sources first", () => {
    const collector = deployments.deploy(stacks.get(COLLECTOR)!);
    const source = deployments.deploy(stacks.get("source-web")!, {
      answers: [WEB],
      states: { [STATE]: collector.statePath },
    });

    for (const folder of [source, collector]) {
      expect(folder.destroy()).toMatchObject({ status: 0 });
      expect(folder.addresses()).toEqual([]);
    }
  });
});
