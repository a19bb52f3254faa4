import type { CaptureFleetProps } from "../../../../modules/mirror";
import { synth } from "../../../support/synth";
import { fleet } from "../samples";

const group = (props: Partial<CaptureFleetProps> = {}) => synth(fleet(props)).resource("aws_autoscaling_group");

const policies = (props: Partial<CaptureFleetProps> = {}) =>
  new Map(
    synth(fleet(props))
      .resources("aws_autoscaling_policy")
      .map((policy) => [policy["name"], policy]),
  );

describe("a capture fleet that scales", () => {
  test("aims at a number of packets a second and machine", () => {
    expect(policies({ targetPacketsPerSecond: 20_000 }).get("tls-mirror-packets")).toMatchObject({
      policy_type: "TargetTrackingScaling",
      target_tracking_configuration: {
        target_value: 20_000,
        customized_metric_specification: {
          metrics: [
            {
              id: "packets",
              return_data: false,
              metric_stat: {
                stat: "Sum",
                metric: {
                  namespace: "TlsMirror",
                  metric_name: "PacketsReceived",
                  dimensions: [{ name: "Deployment", value: "demo" }],
                },
              },
            },
            {
              id: "machines",
              return_data: false,
              metric_stat: { metric: { namespace: "AWS/AutoScaling", metric_name: "GroupInServiceInstances" } },
            },
            { id: "load", expression: "packets / 60 / machines", return_data: true },
          ],
        },
      },
    });
  });

  test("measures what scaling divides by", () => {
    expect(group()["enabled_metrics"]).toContain("GroupInServiceInstances");
  });

  test("adds machines for full disks, and never removes any for empty ones", () => {
    const stack = synth(fleet({ scaleOutDiskPercent: 60 }));

    expect(policies().get("tls-mirror-disk")).toMatchObject({
      policy_type: "StepScaling",
      step_adjustment: [
        { metric_interval_lower_bound: "0", metric_interval_upper_bound: "20", scaling_adjustment: 1 },
        { metric_interval_lower_bound: "20", scaling_adjustment: 2 },
      ],
    });
    expect(stack.resource("aws_cloudwatch_metric_alarm")).toMatchObject({
      metric_query: [
        { id: "backlog", metric: { metric_name: "ProcessingBacklogBytes", stat: "Maximum" } },
        { id: "spool", metric: { metric_name: "SpoolBytes", stat: "Maximum" } },
        { id: "used", expression: "100 * (backlog + spool) / 42949672960", return_data: true },
      ],
      threshold: 60,
      treat_missing_data: "notBreaching",
    });
  });
});
