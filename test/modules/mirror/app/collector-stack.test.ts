import { UserError } from "../../../../modules/contracts";
import { composedFrom } from "../../../support/composed-app";
import { requires } from "../../../support/requirements";
import { balancer, Deployments } from "../../../support/stub-provider/deployed";
import { SynthesizedStack } from "../../../support/synth";

// Terraform runs several times in one test.
jest.setTimeout(60_000);

const COLLECTOR = {
  region: "eu-central-1",
  accountId: "111122223333",
  vpcId: "vpc-0123456789abcdef0",
  subnetId: "subnet-0123456789abcdef0",
  mirrorSourceCidrs: ["10.0.0.0/24"],
  imageId: "ami-0123456789abcdef0",
};
const source = (name: string, account: string, changes: object = {}) => ({
  name,
  loadBalancerArn: `arn:aws:elasticloadbalancing:eu-central-1:${account}:loadbalancer/app/${name}/50dc6c495c0c9188`,
  ...changes,
});
const FLEET = { subnetId: undefined, subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"] };
const collector = (changes: object = {}, sources: object[] = []) => {
  const settings = { deployment: "demo", collectors: [{ ...COLLECTOR, ...changes }], sources };
  return new SynthesizedStack(composedFrom(JSON.stringify(settings)).get("collector-eu-central-1")!);
};

describe("a collector's stack", () => {
  test("refuses what its constructs refuse, with its own name", () => {
    expect(() => collector({ mirrorSourceCidrs: ["10.0.0.1/24"] })).toThrow(
      new UserError(
        "[collector-eu-central-1/Appliance] mirrorSourceCidrs: 10.0.0.1/24 has bits set behind its prefix, " +
          "which AWS refuses. Write 10.0.0.0/24 for that network.",
      ),
    );
    expect(() => collector({ shareWith: ["arn:aws:organizations::111122223333:organization/o-example"] })).toThrow(
      new UserError(
        "[collector-eu-central-1/Share] principals: arn:aws:organizations::111122223333:organization/o-example is a " +
          "whole organization, any account of which could send packets here. Name accounts or organizational units, " +
          "or set allowOrganization to true if that is what you want.",
      ),
    );
    expect(() => collector({ parameterPrefix: "tls-mirror" })).toThrow(
      new UserError(
        '[collector-eu-central-1/Parameter] prefix: "tls-mirror" cannot begin the name of a parameter. ' +
          "Write it as /tls-mirror/prod: a slash before each part and none at the end, and neither aws nor ssm first.",
      ),
    );
  });

  test("shares nothing where every source is in its own account", () => {
    expect(collector({}, [source("web", "111122223333")]).resources("aws_ram_resource_share")).toEqual([]);
  });

  test("shares with the accounts of its sources and those named besides, each once", () => {
    const sources = [source("web", "444455556666"), source("shop", "444455556666"), source("own", "111122223333")];
    const stack = collector({ shareWith: ["777788889999", "444455556666"] }, sources);

    expect(stack.resource("aws_ram_principal_association")).toMatchObject({
      for_each: '${toset(["777788889999", "444455556666"])}',
    });
  });

  test.each([
    ["no one but the organization", {}, {}, false],
    ["others where a source has to accept", {}, { acceptShare: true }, true],
    ["others where it says so", { allowExternalAccounts: true }, {}, true],
  ])("lets %s use the target", (_, changes, accepting, external) => {
    const stack = collector(changes, [source("web", "444455556666", accepting)]);

    expect(stack.resource("aws_ram_resource_share")).toMatchObject({ allow_external_principals: external });
  });

  test("tells other pipelines everything by one output, and by a parameter where a prefix is given", () => {
    const outputs = (stack: SynthesizedStack) =>
      (JSON.parse(stack.text) as { output: Record<string, { value: object }> }).output;
    const alone = collector({ bucket: "captures" });

    expect(outputs(alone)["collector"]).toMatchObject({
      value: {
        targetId: "${aws_ec2_traffic_mirror_target.Target_3191CF44.id}",
        targetAccountId: "111122223333",
        region: "eu-central-1",
        virtualNetworkIdRange: { first: 12_345, count: 1 },
        collectorCidrs: ["${aws_instance.Appliance_7B9EA9AE.private_ip}/32"],
        shareArn: null,
        bucket: "captures",
      },
    });
    expect(alone.resources("aws_ssm_parameter")).toEqual([]);
    expect(collector({ parameterPrefix: "/a" }).resource("aws_ssm_parameter")).toMatchObject({ name: "/a/collector" });
  });
});

describe("a collector's fleet", () => {
  test("is refused in one subnet", () => {
    expect(() => collector({ ...FLEET, subnetIds: FLEET.subnetIds.slice(0, 1) })).toThrow(
      new UserError(
        "[collector-eu-central-1/Fleet] subnetIds names 1 of at least two subnets. Name one in each of two " +
          "Availability Zones, so that the loss of a zone is not the loss of every packet.",
      ),
    );
  });

  test("takes the place of the machine, and tells sources how long packets may be", () => {
    const stack = collector({ ...FLEET, maxSize: 3 }, [source("web", "444455556666")]);
    const { output } = JSON.parse(stack.text) as { output: Record<string, { value: object }> };

    expect(stack.resource("aws_autoscaling_group")).toMatchObject({ min_size: 2, max_size: 3 });
    expect(stack.resources("aws_instance")).toEqual([]);
    expect(output["collector"]).toMatchObject({
      value: {
        packetLengthLimitBytes: 8500,
        collectorCidrs: "${data.aws_subnet.Fleet_Subnets_A403A8E5.*.cidr_block}",
      },
    });
    expect(output).toHaveProperty("auto_scaling_group_name");
  });
});

describe("collectors of two Regions", () => {
  const settings = {
    deployment: "demo",
    collectors: [COLLECTOR, { ...COLLECTOR, region: "us-east-1" }],
    sources: [
      source("web", "444455556666"),
      {
        name: "web-us",
        loadBalancerArn: "arn:aws:elasticloadbalancing:us-east-1:444455556666:loadbalancer/app/web/0dc6c495c0c91885",
        listenerPorts: [8443],
      },
    ],
  };
  const stacks = composedFrom(JSON.stringify(settings));

  test("each serve the sources of their own Region", () => {
    expect([...stacks.keys()]).toEqual([
      "collector-eu-central-1",
      "collector-us-east-1",
      "source-web",
      "source-web-us",
    ]);
    expect(JSON.parse(stacks.get("source-web-us")!)).toMatchObject({
      provider: { aws: [{ region: "us-east-1" }] },
      data: {
        terraform_remote_state: {
          "cross-stack-reference-input-collector-us-east-1": {
            backend: "local",
            config: { path: "../../../terraform.demo.collector-us-east-1.tfstate" },
          },
        },
      },
    });
  });

  test("each look at the ports of their own sources", () => {
    const userData = (id: string) => new SynthesizedStack(stacks.get(id)!).resource("aws_instance")["user_data"];

    expect(userData("collector-eu-central-1")).toContain('"listenerPorts" = [443]');
    expect(userData("collector-us-east-1")).toContain('"listenerPorts" = [8443]');
  });
});

requires({ terraform: true })("a collector's fleet that terraform deploys", () => {
  const deployments = new Deployments();

  afterEach(() => {
    deployments.remove();
  });

  test("is valid, applied and then without change, and gets packets of a length that its load balancer takes", () => {
    const settings = {
      deployment: "demo",
      collectors: [{ ...COLLECTOR, ...FLEET }],
      sources: [source("web", "444455556666")],
    };
    const stacks = composedFrom(JSON.stringify(settings));
    const fleet = deployments.deploy(stacks.get("collector-eu-central-1")!, {
      answers: [
        { type: "aws_partition", attributes: { partition: "aws" } },
        { type: "aws_region", attributes: { region: "eu-central-1" } },
        { type: "aws_caller_identity", attributes: { account_id: "111122223333" } },
        { type: "aws_subnet", attributes: { cidr_block: "10.0.8.0/24" } },
      ],
    });
    const web = deployments.deploy(stacks.get("source-web")!, {
      answers: [balancer("web/50dc6c495c0c9188", ["eni-a"])],
      states: { "cross-stack-reference-input-collector-eu-central-1": fleet.statePath },
    });

    expect(web.attributes('aws_ec2_traffic_mirror_session.Sessions_8896A56D["eni-a"]')).toMatchObject({
      traffic_mirror_target_id: fleet.attributes("aws_ec2_traffic_mirror_target.Target_3191CF44")["id"],
      packet_length: 8500,
    });
  });
});
