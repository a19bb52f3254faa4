import type { TerraformStack } from "cdktf";
import { TerraformVariable } from "cdktf";
import { UserError } from "../../../../modules/contracts";
import type {
  ListenerFilterProps,
  MirrorFilterRule,
  OutsideFilterProps,
  TargetFilterProps,
} from "../../../../modules/mirror";
import { MirrorFilter, RuleAction, TrafficDirection } from "../../../../modules/mirror";
import { refusal, synth } from "../../../support/synth";

const RULE = "aws_ec2_traffic_mirror_filter_rule";

const listener = (props: Partial<ListenerFilterProps>) => (stack: TerraformStack) => {
  MirrorFilter.forListeners(stack, "Filter", { deployment: "demo", ...props });
};

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

describe("a filter for listeners", () => {
  test("refuses an empty list of ports", () => {
    expect(refusal(listener({ listenerPorts: [] }))).toBe(
      "[stack/Filter] listenerPorts is empty, so nothing would be mirrored. " +
        "Give at least one TCP port, for instance 443.",
    );
  });

  test.each([0, 65_536, 443.5, -1])("refuses port %d", (port) => {
    expect(refusal(listener({ listenerPorts: [port] }))).toBe(
      `[stack/Filter] listenerPorts: a port is a whole number from 1 to 65535, got ${port}. Correct it.`,
    );
  });

  test("refuses an empty list of client networks", () => {
    expect(refusal(listener({ clientCidrs: [] }))).toBe(
      "[stack/Filter] clientCidrs is empty, so nothing would be mirrored. " +
        "Name a network, or leave it out where it has a default.",
    );
  });

  test("refuses a client network with host bits, and names the network meant", () => {
    const problem =
      "[stack/Filter] rule 100: 203.0.113.5/24 has bits set behind its prefix, which AWS refuses. " +
      "Write 203.0.113.0/24 for that network.";

    expect(refusal(listener({ clientCidrs: ["203.0.113.5/24"] }))).toBe(problem);
  });

  test("refuses a client network that is none", () => {
    const problem =
      '[stack/Filter] rule 100: "office" is not a network in CIDR notation. ' +
      "Write it as 203.0.113.0/24 or 2001:db8::/32.";

    expect(refusal(listener({ clientCidrs: ["office"] }))).toBe(problem);
  });

  test("refuses more than ten rules, and says which wish costs what", () => {
    expect(refusal(listener({ listenerPorts: [443, 8443], mirrorIcmp: true }))).toBe(
      "[stack/Filter] the filter has 12 rules, but AWS allows 10 in one filter and does not raise it: " +
        "clients of listener port 443 (4), clients of listener port 8443 (4), ICMP for path MTU (4). " +
        "Drop one of these, choose adjacent ports (they share rules), name fewer or wider networks, " +
        "or IPv4 networks alone, which halves the rules. Split into 2 filters, it takes as many sessions for each " +
        "interface, which AWS bills each and allows 3 of, with session numbers of their own.",
    );
  });

  test("refuses a name that cannot be a tag and a folder", () => {
    expect(refusal(listener({ deployment: "Web Prod" }))).toBe(
      '[stack/Filter] deployment: "Web Prod" must be 1 to 63 characters of a-z, 0-9 and "-", beginning with a letter. ' +
        "It names tags, folders and this installation; choose for instance web-prod.",
    );
  });

  test("makes four rules for one port: TCP, both directions, both families, by the listener's port", () => {
    const rules = synth(listener({})).resources(RULE);

    expect(rules).toHaveLength(4);
    const ends = rules.map((rule) => [
      rule["traffic_direction"],
      rule["source_cidr_block"],
      rule["source_port_range"],
      rule["destination_cidr_block"],
      rule["destination_port_range"],
    ]);
    const https = { from_port: 443, to_port: 443 };
    expect(ends).toEqual([
      ["egress", "0.0.0.0/0", https, "0.0.0.0/0", undefined],
      ["egress", "::/0", https, "::/0", undefined],
      ["ingress", "0.0.0.0/0", undefined, "0.0.0.0/0", https],
      ["ingress", "::/0", undefined, "::/0", https],
    ]);
    expect(new Set(rules.map((rule) => `${String(rule["protocol"])} ${String(rule["rule_action"])}`))).toEqual(
      new Set(["6 accept"]),
    );
  });

  test("lets adjacent ports share rules, in whatever order and however often they are given", () => {
    const rules = synth(listener({ listenerPorts: [8444, 443, 8443, 8444, 8445] })).resources(RULE);

    const ports = rules.map((rule) => rule["destination_port_range"]).filter((range) => range !== undefined);
    expect(ports).toEqual([
      { from_port: 443, to_port: 443 },
      { from_port: 443, to_port: 443 },
      { from_port: 8443, to_port: 8445 },
      { from_port: 8443, to_port: 8445 },
    ]);
  });

  test("restricts clients on their side of each direction", () => {
    const rules = synth(listener({ clientCidrs: ["2001:db8:1::/48"] })).resources(RULE);

    expect(
      rules.map((rule) => [rule["traffic_direction"], rule["source_cidr_block"], rule["destination_cidr_block"]]),
    ).toEqual([
      ["egress", "::/0", "2001:db8:1::/48"],
      ["ingress", "2001:db8:1::/48", "::/0"],
    ]);
  });

  test("takes a client network that is known at apply only", () => {
    const stack = synth((scope) => {
      const office = new TerraformVariable(scope, "office", { type: "string" });
      MirrorFilter.forListeners(scope, "Filter", { deployment: "demo", clientCidrs: [office.stringValue] });
    });

    expect(stack.resources(RULE).map((rule) => rule["source_cidr_block"])).toContain("${var.office}");
  });

  test("mirrors ICMP in the family of each client network, on request", () => {
    const rules = synth(listener({ clientCidrs: ["203.0.113.0/24", "2001:db8::/32"], mirrorIcmp: true })).resources(
      RULE,
    );

    const icmp = rules.filter((rule) => rule["protocol"] !== 6);
    expect(icmp.map((rule) => [rule["traffic_direction"], rule["protocol"], rule["source_cidr_block"]])).toEqual([
      ["egress", 1, "0.0.0.0/0"],
      ["egress", 58, "::/0"],
      ["ingress", 1, "203.0.113.0/24"],
      ["ingress", 58, "2001:db8::/32"],
    ]);
    expect(rules).toHaveLength(8);
  });

  test("mirrors Amazon's name servers on request only", () => {
    const services = (mirrorAmazonDns?: boolean) =>
      synth(listener({ mirrorAmazonDns })).resource("aws_ec2_traffic_mirror_filter")["network_services"];

    expect([services(), services(false), services(true)]).toEqual([undefined, undefined, ["amazon-dns"]]);
  });

  test("tags the filter with its deployment, and outlives the sessions that use it", () => {
    const filter = synth(listener({})).resource("aws_ec2_traffic_mirror_filter");

    expect(filter["tags"]).toEqual({
      Name: "tls-mirror demo",
      "tls-mirror:deployment": "demo",
      "tls-mirror:managed-by": "terraform",
    });
    expect(filter["lifecycle"]).toEqual({ create_before_destroy: true });
  });
});

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
