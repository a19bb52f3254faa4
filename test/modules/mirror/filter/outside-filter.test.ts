import type { TerraformStack } from "cdktf";
import type { OutsideFilterProps } from "../../../../modules/mirror";
import { MirrorFilter } from "../../../../modules/mirror";
import { refusal, synth } from "../../../support/synth";

const RULE = "aws_ec2_traffic_mirror_filter_rule";

describe("a filter without some networks", () => {
  const outside = (props: Partial<OutsideFilterProps>) => (stack: TerraformStack) => {
    MirrorFilter.withoutCidrs(stack, "Filter", { deployment: "demo", excludedCidrs: ["10.0.0.0/16"], ...props });
  };

  test("refuses to exclude nothing", () => {
    expect(refusal(outside({ excludedCidrs: [] }))).toBe(
      "[stack/Filter] excludedCidrs is empty, so nothing is excluded. " +
        "Name the VPC's networks, or use MirrorFilter.forListeners.",
    );
  });

  test("refuses to exclude more networks than ten rules can", () => {
    const excludedCidrs = Array.from({ length: 10 }, (_, i) => `10.${i}.0.0/16`);

    expect(refusal(outside({ excludedCidrs }))).toBe(
      "[stack/Filter] excludedCidrs holds 10 networks, each of which takes two rules, but AWS allows 10 in one filter, " +
        "of which clients need two. Name 4 at the most, by wider networks.",
    );
    expect(
      synth(outside({ excludedCidrs: excludedCidrs.slice(0, 4), clientCidrs: ["0.0.0.0/0"] })).resources(RULE),
    ).toHaveLength(10);
  });

  test("refuses too many rules without the advice to split, by which what is excluded would be mirrored", () => {
    expect(refusal(outside({ excludedCidrs: ["10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"] }))).toBe(
      "[stack/Filter] the filter has 12 rules, but AWS allows 10 in one filter and does not raise it: " +
        "nothing with 10.0.0.0/16 (2), nothing with 10.1.0.0/16 (2), nothing with 10.2.0.0/16 (2), " +
        "nothing with 10.3.0.0/16 (2), clients of listener port 443 (4). " +
        "Drop one of these, choose adjacent ports (they share rules), name fewer or wider networks, " +
        "or IPv4 networks alone, which halves the rules. " +
        "Do not split it: a packet that one filter rejects may be accepted by the other.",
    );
  });

  test("refuses an empty list of client networks", () => {
    expect(refusal(outside({ clientCidrs: [] }))).toBe(
      "[stack/Filter] clientCidrs is empty, so nothing would be mirrored. " +
        "Name a network, or leave it out where it has a default.",
    );
  });

  test("mirrors the clients named alone, and ICMP with them on request", () => {
    const rules = synth(outside({ clientCidrs: ["10.0.0.0/8"], mirrorIcmp: true })).resources(RULE);

    expect(
      rules.map((rule) => [
        rule["traffic_direction"],
        rule["rule_action"],
        rule["protocol"],
        rule["source_cidr_block"],
        rule["destination_cidr_block"],
      ]),
    ).toEqual([
      ["egress", "accept", 6, "0.0.0.0/0", "10.0.0.0/8"],
      ["egress", "reject", undefined, "0.0.0.0/0", "10.0.0.0/16"],
      ["egress", "accept", 1, "0.0.0.0/0", "10.0.0.0/8"],
      ["ingress", "accept", 6, "10.0.0.0/8", "0.0.0.0/0"],
      ["ingress", "reject", undefined, "10.0.0.0/16", "0.0.0.0/0"],
      ["ingress", "accept", 1, "10.0.0.0/8", "0.0.0.0/0"],
    ]);
  });

  test("refuses to exclude every client of a family", () => {
    const hidden = (direction: string) =>
      `[stack/Filter] ${direction} rule 100 can never match: rule 10 comes before it and matches all of its packets. ` +
      "Give it a lower number, or remove it.";

    expect(refusal(outside({ excludedCidrs: ["0.0.0.0/0"] }))).toBe(`${hidden("ingress")}\n${hidden("egress")}`);
  });

  test("rejects first, in both directions, and then accepts the listener's clients", () => {
    const rules = synth(outside({})).resources(RULE);

    expect(
      rules.map((rule) => [
        rule["traffic_direction"],
        rule["rule_number"],
        rule["rule_action"],
        rule["source_cidr_block"],
      ]),
    ).toEqual([
      ["egress", 100, "accept", "0.0.0.0/0"],
      ["egress", 10, "reject", "0.0.0.0/0"],
      ["egress", 110, "accept", "::/0"],
      ["ingress", 100, "accept", "0.0.0.0/0"],
      ["ingress", 10, "reject", "10.0.0.0/16"],
      ["ingress", 110, "accept", "::/0"],
    ]);
  });
});
