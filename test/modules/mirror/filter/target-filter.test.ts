import type { TerraformStack } from "cdktf";
import type { TargetFilterProps } from "../../../../modules/mirror";
import { MirrorFilter } from "../../../../modules/mirror";
import { refusal, synth } from "../../../support/synth";

const RULE = "aws_ec2_traffic_mirror_filter_rule";

describe("a filter for targets", () => {
  const targets = (props: Partial<TargetFilterProps>) => (stack: TerraformStack) => {
    MirrorFilter.forTargets(stack, "Filter", { deployment: "demo", targetPorts: [8080], ...props });
  };

  test("refuses an empty list of ports or networks, together", () => {
    expect(refusal(targets({ targetPorts: [], targetCidrs: [] }))).toBe(
      "[stack/Filter] targetPorts is empty, so nothing would be mirrored. Give at least one TCP port, for instance 443.\n" +
        "[stack/Filter] targetCidrs is empty, so nothing would be mirrored. " +
        "Name a network, or leave it out where it has a default.",
    );
  });

  test("mirrors ICMP with the targets on request", () => {
    const rules = synth(targets({ targetCidrs: ["10.0.8.0/21"], mirrorIcmp: true })).resources(RULE);

    expect(rules.map((rule) => [rule["traffic_direction"], rule["protocol"], rule["source_cidr_block"]])).toEqual([
      ["egress", 6, "0.0.0.0/0"],
      ["egress", 1, "0.0.0.0/0"],
      ["ingress", 6, "10.0.8.0/21"],
      ["ingress", 1, "10.0.8.0/21"],
    ]);
  });

  test("matches the targets' port on the far side, where a listener's is on the near side", () => {
    const rules = synth(targets({ targetCidrs: ["10.0.8.0/21"] })).resources(RULE);

    expect(rules).toEqual([
      expect.objectContaining({
        traffic_direction: "egress",
        destination_cidr_block: "10.0.8.0/21",
        destination_port_range: { from_port: 8080, to_port: 8080 },
      }),
      expect.objectContaining({
        traffic_direction: "ingress",
        source_cidr_block: "10.0.8.0/21",
        source_port_range: { from_port: 8080, to_port: 8080 },
      }),
    ]);
  });
});
