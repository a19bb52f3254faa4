import { rmSync } from "node:fs";
import { Testing } from "cdktf";
import { UserError } from "../../../../modules/contracts";
import { SourceStack } from "../../../../modules/mirror/app/source-stack";
import { composedFrom } from "../../../support/composed-app";
import { requires } from "../../../support/requirements";
import { balancer, Deployments } from "../../../support/stub-provider/deployed";
import { SynthesizedStack } from "../../../support/synth";

const COLLECTOR = {
  region: "eu-central-1",
  accountId: "111122223333",
  vpcId: "vpc-0123456789abcdef0",
  subnetId: "subnet-0123456789abcdef0",
  mirrorSourceCidrs: ["10.0.0.0/24"],
  imageId: "ami-0123456789abcdef0",
};
const source = (name: string, changes: object = {}) => ({
  name,
  loadBalancerArn: `arn:aws:elasticloadbalancing:eu-central-1:444455556666:loadbalancer/app/${name}/50dc6c495c0c9188`,
  ...changes,
});
const stacksOf = (...sources: object[]) =>
  composedFrom(JSON.stringify({ deployment: "demo", collectors: [COLLECTOR], sources }));
const STATE = "cross-stack-reference-input-collector-eu-central-1";

// Terraform runs several times in one test.
jest.setTimeout(60_000);

describe("a source's stack", () => {
  test("refuses to be made without a collector", () => {
    const app = Testing.app();
    const settings = { ...source("web"), region: "eu-central-1", accountId: "444455556666", acceptShare: false };

    expect(() => new SourceStack(app, "source-web", { deployment: "demo", source: settings })).toThrow(
      new UserError(
        "[source-web] collector: no collector is in eu-central-1, the load balancer's Region, and mirroring stays " +
          "within one Region. Add one to collectors, or say in collector where another pipeline left its outputs.",
      ),
    );
    rmSync(app.outdir, { recursive: true });
  });

  test("refuses what its constructs refuse, with its own name", () => {
    expect(() => stacksOf(source("web", { sessionNumber: 0 }))).toThrow(
      new UserError(
        "[source-web/Sessions] sessionNumber must be a whole number from 1 to 32766, got 0. It orders the " +
          "sessions of one interface: choose one that no other session of these interfaces has.",
      ),
    );
    expect(() => stacksOf(source("web", { clientCidrs: ["everyone"] }))).toThrow(
      new UserError(
        '[source-web/Filter] rule 100: "everyone" is not a network in CIDR notation. ' +
          "Write it as 203.0.113.0/24 or 2001:db8::/32.",
      ),
    );
  });

  test("mirrors ICMP with the clients on request", () => {
    const protocols = (mirrorIcmp?: boolean) =>
      new SynthesizedStack(stacksOf(source("web", { mirrorIcmp })).get("source-web")!)
        .resources("aws_ec2_traffic_mirror_filter_rule")
        .map(({ protocol }) => protocol);

    expect(new Set(protocols())).toEqual(new Set([6]));
    expect(new Set(protocols(true))).toEqual(new Set([6, 1, 58]));
  });

  test("checks its interfaces for sessions, tells whom it is told to, and leaves that out on request", () => {
    const alarmActionArns = ["arn:aws:sns:eu-central-1:444455556666:alerts"];
    const stacks = stacksOf(source("web", { alarmActionArns }), source("shop", { watchCoverage: false }));
    const of = (id: string) => new SynthesizedStack(stacks.get(id)!);

    expect(of("source-web").resource("aws_cloudwatch_metric_alarm")).toMatchObject({
      alarm_name: "tls-mirror demo app/web/50dc6c495c0c9188 interfaces unmirrored",
      alarm_actions: alarmActionArns,
    });
    expect(of("source-web").outputs()).toContain("output.coverage_state_machine_arn");
    expect(of("source-shop").resources("aws_sfn_state_machine")).toEqual([]);
    expect(of("source-shop").outputs()).not.toContain("output.coverage_state_machine_arn");
  });

  test("accepts the share only where told so", () => {
    const stacks = stacksOf(source("web", { acceptShare: true }), source("shop"));
    const accepters = (id: string) =>
      new SynthesizedStack(stacks.get(id)!).resources("aws_ram_resource_share_accepter").length;

    expect([accepters("source-web"), accepters("source-shop")]).toEqual([1, 0]);
  });

  test("counts its interfaces against what the collector's machine takes, and any number for a fleet", () => {
    const checks = (machines: object) => {
      const collectors = [{ ...COLLECTOR, subnetId: undefined, ...machines }];
      const settings = JSON.stringify({ deployment: "demo", collectors, sources: [source("web")] });
      return JSON.stringify(new SynthesizedStack(composedFrom(settings).get("source-web")!).checks());
    };
    const { subnetId } = COLLECTOR;

    expect(checks({ subnetId })).toContain("<= 10)");
    expect(checks({ subnetId, sourceLimit: 100 })).toContain("<= 100)");
    expect(checks({ subnetIds: [subnetId, "subnet-0123456789abcdef1"] })).toBe("{}");
  });
});

requires({ terraform: true })("a source's stack that accepts a share", () => {
  const deployments = new Deployments();

  afterEach(() => {
    deployments.remove();
  });

  test("makes no session before the share is accepted", () => {
    const stacks = stacksOf(source("web", { acceptShare: true }));
    const collector = deployments.deploy(stacks.get("collector-eu-central-1")!);
    const scenario = {
      answers: [balancer("web/50dc6c495c0c9188", ["eni-a"])],
      states: { [STATE]: collector.statePath },
      refusals: [
        {
          type: "aws_ram_resource_share_accepter",
          attribute: "share_arn",
          value: String(collector.attributes("aws_ram_resource_share.Share_94628590")["arn"]),
          message: "no RAM invitation",
        },
      ],
    };
    const folder = deployments.open(stacks.get("source-web")!, scenario);

    expect(folder.apply()).toMatchObject({ status: 1 });
    expect(folder.addresses().filter((address) => address.startsWith("aws_ec2_traffic_mirror_session"))).toEqual([]);

    folder.play(stacks.get("source-web")!, { ...scenario, refusals: [] });
    expect(folder.apply()).toMatchObject({ status: 0 });
    expect(folder.plan()).toMatchObject({ status: 0 });
  });
});
