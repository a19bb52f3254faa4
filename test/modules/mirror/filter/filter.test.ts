import type { TerraformStack } from "cdktf";
import { UserError } from "../../../../modules/contracts";
import type { MirrorFilterRule } from "../../../../modules/mirror";
import { MirrorFilter, RuleAction, TrafficDirection } from "../../../../modules/mirror";
import { refusal, synth } from "../../../support/synth";

const RULE = "aws_ec2_traffic_mirror_filter_rule";

const accept: MirrorFilterRule = {
  ruleNumber: 100,
  trafficDirection: TrafficDirection.INGRESS,
  ruleAction: RuleAction.ACCEPT,
  sourceCidrBlock: "0.0.0.0/0",
  destinationCidrBlock: "0.0.0.0/0",
};
const both = [accept, { ...accept, trafficDirection: TrafficDirection.EGRESS }];
const onPort443 = { protocol: 6, destinationPortRange: { fromPort: 443, toPort: 443 } };

const custom = (rules: MirrorFilterRule[]) => (stack: TerraformStack) => {
  new MirrorFilter(stack, "Filter", { deployment: "demo", rules });
};

describe("a filter made elsewhere", () => {
  test("is refused an id that is none, and known by its id alone", () => {
    expect(() => MirrorFilter.fromFilterId("tmfr-0123456789abcdef0")).toThrow(
      new UserError(
        "[MirrorFilter.fromFilterId] " +
          'filterId: "tmfr-0123456789abcdef0" is no such id. Give one like tmf-0123456789abcdef0.',
      ),
    );
    expect(MirrorFilter.fromFilterId("tmf-0123456789abcdef0")).toEqual({ filterId: "tmf-0123456789abcdef0" });
  });

  test("is refused ports that are none", () => {
    const build = (stack: TerraformStack) => {
      new MirrorFilter(stack, "Filter", { deployment: "demo", rules: both, serverPorts: [0] });
    };

    expect(refusal(build)).toBe(
      "[stack/Filter] serverPorts: a port is a whole number from 1 to 65535, got 0. Correct it.",
    );
  });
});

describe("a filter of custom rules", () => {
  test("refuses rules that accept in one direction only", () => {
    expect(refusal(custom([{ ...accept, ...onPort443 }]))).toBe(
      "[stack/Filter] no rule accepts egress traffic, so one side of every handshake is lost. " +
        'Add a rule with trafficDirection "egress" and ruleAction "accept".',
    );
  });

  test("refuses a number given twice in one direction", () => {
    expect(refusal(custom([...both, accept].map((rule) => ({ ...rule, ...onPort443 }))))).toBe(
      "[stack/Filter] rule number 100 is given twice for ingress traffic. " +
        "Number the rules of one direction differently; the lowest match decides.",
    );
  });

  test.each([0, 32_767, 1.5])("refuses rule number %d", (ruleNumber) => {
    expect(refusal(custom([{ ...accept, ruleNumber }]))).toBe(
      `[stack/Filter] ruleNumber must be a whole number from 1 to 32766, got ${ruleNumber}. ` +
        "Leave gaps, for instance 100, 110, 120.",
    );
  });

  test("refuses networks of two families in one rule", () => {
    expect(refusal(custom([{ ...accept, destinationCidrBlock: "::/0" }]))).toBe(
      "[stack/Filter] rule 100: 0.0.0.0/0 and ::/0 are of different IP families. " +
        "Make one rule with two IPv4 networks and another with two IPv6 networks.",
    );
  });

  test("refuses ports without TCP or UDP", () => {
    const ports = { fromPort: 443, toPort: 443 };

    expect(refusal(custom([{ ...accept, destinationPortRange: ports }]))).toBe(
      "[stack/Filter] rule 100: ports are given for every protocol, which has none. " +
        "Set protocol to 6 (TCP) or 17 (UDP), or leave the ports out.",
    );
    expect(refusal(custom([{ ...accept, protocol: 1, sourcePortRange: ports }]))).toBe(
      "[stack/Filter] rule 100: ports are given for protocol 1, which has none. " +
        "Set protocol to 6 (TCP) or 17 (UDP), or leave the ports out.",
    );
  });

  test("refuses a port range that ends before it begins", () => {
    expect(refusal(custom([{ ...accept, protocol: 6, destinationPortRange: { fromPort: 444, toPort: 443 } }]))).toBe(
      "[stack/Filter] rule 100: the port range 444-443 ends before it begins. Swap its ends: fromPort 443, toPort 444.",
    );
  });

  test("refuses a port beyond 65535", () => {
    expect(refusal(custom([{ ...accept, protocol: 6, destinationPortRange: { fromPort: 1, toPort: 65_536 } }]))).toBe(
      "[stack/Filter] rule 100: a port is a whole number from 0 to 65535, got 65536. Correct it.",
    );
  });

  test.each([
    [1, "::/0"],
    [58, "0.0.0.0/0"],
  ])("refuses protocol %d between networks %s, where it does not occur", (protocol, cidr) => {
    const rule = { ...accept, protocol, sourceCidrBlock: cidr, destinationCidrBlock: cidr };

    expect(refusal(custom([rule]))).toBe(
      `[stack/Filter] rule 100 can never match: protocol ${protocol} does not occur between ${cidr} and ${cidr}. ` +
        "ICMP is protocol 1 in IPv4 and 58 in IPv6.",
    );
  });

  test("refuses a rule that an earlier one hides, whatever the order in which they are given", () => {
    const wide = both.map((rule) => ({ ...rule, ...onPort443, destinationPortRange: { fromPort: 440, toPort: 450 } }));
    const hidden = { ...accept, ...onPort443, ruleNumber: 200 };

    expect(refusal(custom([hidden, ...wide]))).toBe(
      "[stack/Filter] ingress rule 200 can never match: rule 100 comes before it and matches all of its packets. " +
        "Give it a lower number, or remove it.",
    );
  });

  test("tells everything that is wrong at once", () => {
    const wrong = { ...accept, ruleNumber: 0, sourceCidrBlock: "office" };

    expect(refusal(custom([wrong, { ...accept, protocol: 1, sourcePortRange: { fromPort: 1, toPort: 1 } }]))).toBe(
      "[stack/Filter] ruleNumber must be a whole number from 1 to 32766, got 0. " +
        "Leave gaps, for instance 100, 110, 120.\n" +
        '[stack/Filter] rule 0: "office" is not a network in CIDR notation. ' +
        "Write it as 203.0.113.0/24 or 2001:db8::/32.\n" +
        "[stack/Filter] rule 100: ports are given for protocol 1, which has none. " +
        "Set protocol to 6 (TCP) or 17 (UDP), or leave the ports out.",
    );
  });

  test("keeps the rules as given, keyed by direction and number", () => {
    const stack = synth(
      custom([
        { ...accept, protocol: 17, description: "DNS" },
        { ...both[1]!, ...onPort443 },
      ]),
    );

    expect(stack.addresses().filter((address) => address.startsWith(RULE))).toEqual([
      expect.stringMatching(/\.Filter_EgressRule100_/),
      expect.stringMatching(/\.Filter_IngressRule100_/),
    ]);
    expect(stack.resources(RULE)[1]).toMatchObject({ protocol: 17, description: "DNS", rule_number: 100 });
  });
});

test("a foreign filter is known by its id alone", () => {
  expect(MirrorFilter.fromFilterId("tmf-0123456789abcdef0")).toEqual({ filterId: "tmf-0123456789abcdef0" });
});
