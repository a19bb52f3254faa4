import { composedFrom } from "../../../support/composed-app";
import type { Block } from "../../../support/synth";
import { SynthesizedStack } from "../../../support/synth";

const SETTINGS = {
  deployment: "demo",
  region: "eu-central-1",
  loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:444455556666:loadbalancer/app/web/50dc6c495c0c9188",
  vpcId: "vpc-0123456789abcdef0",
  subnetId: "subnet-0123456789abcdef0",
  mirrorSourceCidrs: ["10.0.0.0/24"],
  imageId: "ami-0123456789abcdef0",
};

const stack = (changes: object = {}) =>
  new SynthesizedStack(composedFrom(JSON.stringify({ ...SETTINGS, ...changes })).get("tls-mirror")!);

describe("the stack of one account", () => {
  test("works in the load balancer's account and in no other", () => {
    const { provider } = JSON.parse(stack().text) as { provider: { aws: Block[] } };

    expect(provider.aws).toEqual([{ region: "eu-central-1", allowed_account_ids: ["444455556666"] }]);
  });

  test("tells the appliance whose bucket it is, and where", () => {
    const bucket = { bucket: "captures", bucketOwner: "111122223333", bucketRegion: "eu-west-1" };

    expect(stack(bucket).resource("aws_instance")["user_data"]).toContain(
      '"bucket" = "captures", "bucketOwner" = "111122223333", "region" = "eu-west-1"',
    );
  });

  test("mirrors ICMP with the clients on request", () => {
    const protocols = (mirrorIcmp?: boolean) =>
      stack({ mirrorIcmp })
        .resources("aws_ec2_traffic_mirror_filter_rule")
        .map(({ protocol }) => protocol);

    expect(new Set(protocols())).toEqual(new Set([6]));
    expect(new Set(protocols(true))).toEqual(new Set([6, 1, 58]));
  });

  test("checks the interfaces for sessions, and leaves that out on request", () => {
    const alarms = (changes: object) => stack(changes).resources("aws_cloudwatch_metric_alarm");

    expect(alarms({ alarmActionArns: ["arn:aws:sns:eu-central-1:444455556666:alerts"] })).toEqual([
      expect.objectContaining({ alarm_actions: ["arn:aws:sns:eu-central-1:444455556666:alerts"] }),
    ]);
    expect(alarms({ watchCoverage: false })).toEqual([]);
  });

  test("counts interfaces against what the appliance takes", () => {
    expect(JSON.stringify(stack().checks())).toContain("<= 10)");
    expect(JSON.stringify(stack({ sourceLimit: 100 }).checks())).toContain("<= 100)");
  });
});
