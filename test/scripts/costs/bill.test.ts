import { readFileSync } from "node:fs";
import { join } from "node:path";
import { billOf } from "../../../scripts/costs/bill";
import { noLaunchTemplate, noPrice, unknownResource } from "../../../scripts/costs/errors";
import type { PriceList } from "../../../scripts/costs/prices";
import { billTable } from "../../../scripts/costs/table";

const PRICES = JSON.parse(readFileSync(join(__dirname, "../../../docs/prices.json"), "utf8")) as PriceList;

const bill = (resource: object, interfaces = 2) => billOf([JSON.stringify({ resource })], PRICES, { interfaces });

/** What and how many, without the money. */
const counts = (resource: object, interfaces?: number) =>
  bill(resource, interfaces).map(({ what, count }) => `${count} x ${what}`);

const session = (block: object) => ({ aws_ec2_traffic_mirror_session: { Sessions: block } });

describe("a bill", () => {
  test("is refused for a resource of which nobody said whether it is billed", () => {
    expect(() => bill({ aws_nat_gateway: { Gateway: {} } })).toThrow(unknownResource("aws_nat_gateway"));
  });

  test("is refused for an instance type without a price", () => {
    const instance = { instance_type: "x9.huge", root_block_device: { volume_size: 8 } };

    expect(() => bill({ aws_instance: { One: instance } })).toThrow(noPrice("instance:x9.huge"));
  });

  test("is refused for a fleet whose machines are described elsewhere", () => {
    const group = { min_size: 2, launch_template: { id: "lt-0123456789abcdef0" } };

    expect(() => bill({ aws_autoscaling_group: { Fleet: group } })).toThrow(noLaunchTemplate("Fleet"));
  });

  test.each<[string, object, string]>([
    ["once where it stands alone", {}, "1"],
    ["as often as a load balancer is assumed to have interfaces", { for_each: "${toset(data.x.y.ids)}" }, "7"],
    ["once for each interface that is named", { for_each: '${toset(["eni-0123abcd", "eni-0123abce"])}' }, "2"],
  ])("counts a session %s", (_, block, count) => {
    expect(counts(session(block), 7)).toEqual([`${count} x mirror session, one an interface`]);
  });

  test("counts the metrics that a state machine publishes whenever it runs", () => {
    const definition = JSON.stringify({ MetricData: [{ MetricName: "Interfaces" }, { MetricName: "Sessions" }] });

    expect(counts({ aws_sfn_state_machine: { Check: { definition } } })).toEqual([
      "2 x CloudWatch metric of the check of interfaces",
    ]);
  });

  test("counts a fleet at its least size, with its volumes and its monitoring", () => {
    const fleet = {
      aws_autoscaling_group: { Fleet: { min_size: 2, launch_template: { id: "${aws_launch_template.Machine.id}" } } },
      aws_launch_template: {
        Machine: {
          instance_type: "c7g.large",
          monitoring: { enabled: true },
          block_device_mappings: [{ ebs: { volume_size: 50 } }],
        },
      },
    };

    expect(counts(fleet)).toEqual([
      "2 x instance c7g.large",
      "100 x gp3 volume, one GiB",
      "2 x detailed monitoring, one an instance",
    ]);
  });

  test("adds up what several stacks have", () => {
    const stack = JSON.stringify({ resource: { aws_kms_key: { Key: {} }, aws_s3_bucket: { Bucket: {} } } });

    expect(billOf([stack, stack], PRICES, { interfaces: 2 })).toEqual([
      { what: "KMS key", count: 2, usdPerHour: 2 / 730 },
    ]);
  });

  test("is a table with its sum, to a hundredth of a cent", () => {
    expect(billTable(bill({ aws_lb: { Balancer: {} }, aws_cloudwatch_metric_alarm: { Dead: {}, Full: {} } }))).toBe(
      [
        "| what | how many | an hour |",
        "| --- | ---: | ---: |",
        "| Network Load Balancer | 1 | $0.0225 |",
        "| CloudWatch alarm | 2 | $0.0003 |",
        "| **altogether** | | **$0.0228** |",
        "",
      ].join("\n"),
    );
  });
});
