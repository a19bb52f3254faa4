import type { TerraformStack } from "cdktf";
import { TerraformVariable } from "cdktf";
import type { MirrorAlarmsProps } from "../../../../modules/mirror";
import { MirrorAlarms } from "../../../../modules/mirror";
import { refusal } from "../../../support/synth";

const alarms = (props: Partial<MirrorAlarmsProps>) => (stack: TerraformStack) =>
  new MirrorAlarms(stack, "Alarms", { deployment: "demo", ...props });

describe("alarms", () => {
  test.each<[Partial<MirrorAlarmsProps>, string]>([
    [
      { alarmActionArns: ["alerts"] },
      'alarmActionArns: "alerts" is no ARN. Give that of an SNS topic, like arn:aws:sns:eu-central-1:123456789012:alerts.',
    ],
    [
      {
        loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/web/50dc6c495c0c9188",
      },
      'loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/web/50dc6c495c0c9188" is ' +
        'not the ARN of an Application Load Balancer. Print it with "aws elbv2 describe-load-balancers --query ' +
        'LoadBalancers[].LoadBalancerArn"; it ends in loadbalancer/app/NAME/ID.',
    ],
    [
      { virtualNetworkIds: [0] },
      "virtualNetworkIds must be a whole number from 1 to 16777215 (24 bits, RFC 7348), got 0. " +
        "Give the same number to the sessions and to the capture appliance.",
    ],
    [{ deadMinutes: 0 }, "deadMinutes must be a whole number of minutes from 1 to 1440, got 0. Correct it."],
    [{ quietMinutes: 1441 }, "quietMinutes must be a whole number of minutes from 1 to 1440, got 1441. Correct it."],
    [{ droppedPackets: -1 }, "droppedPackets must be a whole number of packets, at least 0, got -1. Correct it."],
    [{ unseenFailures: -1 }, "unseenFailures must be a whole number of handshakes, at least 0, got -1. Correct it."],
    [{ diskUsedPercent: 101 }, "diskUsedPercent must be a whole number of percent from 1 to 100, got 101. Correct it."],
    [{ diskBudgetBytes: 0 }, "diskBudgetBytes must be a whole number of bytes, at least 1, got 0. Correct it."],
    [{ uploadLagSeconds: 0 }, "uploadLagSeconds must be a whole number of seconds, at least 1, got 0. Correct it."],
    [{ expiresAt: "soon" }, 'expiresAt: "soon" is no date and time of RFC 3339. Write it as 2026-12-31T18:00:00Z.'],
  ])("refuse %j", (props, message) => {
    expect(refusal(alarms(props))).toBe(`[stack/Alarms] ${message}`);
  });

  test("refuse an identifier that Terraform alone knows, since it names an alarm", () => {
    const build = (stack: TerraformStack) => {
      const vni = new TerraformVariable(stack, "vni", { type: "number" }).numberValue;
      alarms({ virtualNetworkIds: [vni] })(stack);
    };

    expect(refusal(build)).toBe(
      "[stack/Alarms] virtualNetworkIds: a number that only Terraform knows cannot name an alarm. " +
        "Give numbers known at synthesis.",
    );
  });
});
