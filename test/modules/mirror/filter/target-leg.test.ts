import type { TerraformStack } from "cdktf";
import { TerraformVariable } from "cdktf";
import type { MirrorFilterProps, MirrorFilterRule, PortRange } from "../../../../modules/mirror";
import { FilterSimulator, MirrorFilter, RuleAction, TrafficDirection } from "../../../../modules/mirror";
import { refusal, synth } from "../../../support/synth";

const RULE = "aws_ec2_traffic_mirror_filter_rule";

/** What a pair of rules says, told from the mirrored interface: its own side is the near one. */
interface Conversation {
  readonly number?: number;
  readonly action?: RuleAction;
  readonly near?: string;
  readonly far?: string;
  readonly protocol?: number;
  readonly nearPorts?: PortRange;
  readonly farPorts?: PortRange;
}

const ANY = "0.0.0.0/0";
const VPC = "10.0.0.0/16";

/** A rule for each direction. */
function both({ number = 100, action = RuleAction.ACCEPT, near = ANY, far = ANY, ...rest }: Conversation) {
  const { protocol, nearPorts, farPorts } = rest;
  const rule = { ruleNumber: number, ruleAction: action, protocol };
  return [
    {
      ...rule,
      trafficDirection: TrafficDirection.INGRESS,
      sourceCidrBlock: far,
      sourcePortRange: farPorts,
      destinationCidrBlock: near,
      destinationPortRange: nearPorts,
    },
    {
      ...rule,
      trafficDirection: TrafficDirection.EGRESS,
      sourceCidrBlock: near,
      sourcePortRange: nearPorts,
      destinationCidrBlock: far,
      destinationPortRange: farPorts,
    },
  ];
}

const reject = (conversation: Conversation) => both({ number: 10, action: RuleAction.REJECT, ...conversation });

const custom =
  (rules: MirrorFilterRule[], props: Partial<MirrorFilterProps> = {}) =>
  (stack: TerraformStack) => {
    new MirrorFilter(stack, "Filter", { deployment: "demo", rules, ...props });
  };

const ports = (fromPort: number, toPort: number) => ({ fromPort, toPort });

/** What is said of a rule that is open to targets. */
const refusalOf = (rule: MirrorFilterRule) =>
  `[stack/Filter] ${rule.trafficDirection} rule ${rule.ruleNumber} accepts every connection between ` +
  `${rule.sourceCidrBlock} and ${rule.destinationCidrBlock}, and so what the balancer says to its targets, ` +
  "which may be decrypted. Name ports, reject all TCP with the targets' networks before it, " +
  "or set allowPlaintextTargetLeg to true if that is what you want.";

/** Whether what a balancer in the VPC and a target there say to each other is mirrored, on whatever port the target is. */
function mirrorsTargets(rules: MirrorFilterRule[]): boolean {
  const simulator = new FilterSimulator(rules);
  return [80, 3000, 8080].some(
    (targetPort) =>
      simulator.decide({
        trafficDirection: TrafficDirection.INGRESS,
        sourceAddress: "10.0.2.9",
        sourcePort: targetPort,
        destinationAddress: "10.0.1.5",
        destinationPort: 40_123,
        protocol: 6,
      }).mirrored,
  );
}

describe("what a balancer and its targets say to each other", () => {
  test.each<[string, MirrorFilterRule[]]>([
    ["every packet", both({})],
    ["every TCP connection", both({ protocol: 6 })],
    ["every port, though a range says so", both({ protocol: 6, nearPorts: ports(0, 65_535) })],
    ["almost every port", both({ protocol: 6, nearPorts: ports(1025, 65_534), farPorts: ports(2, 65_535) })],
    ["everything between private networks", both({ near: "10.0.0.0/8", far: "10.0.0.0/8" })],
    ["everything with half of all addresses", both({ far: "0.0.0.0/1" })],
    ["everything but UDP", [...reject({ protocol: 17, farPorts: ports(53, 53) }), ...both({})]],
    ["everything but a port of TCP", [...reject({ protocol: 6, farPorts: ports(22, 22) }), ...both({})]],
    ["everything but some clients", [...reject({ far: "203.0.113.0/24" }), ...both({})]],
    ["everything, before it is rejected", [...both({ number: 5, far: VPC }), ...reject({ far: "10.0.0.0/8" })]],
  ])("is refused where the rules accept %s", (_, rules) => {
    const open = rules.filter(({ ruleAction }) => ruleAction === RuleAction.ACCEPT);

    expect(refusal(custom(rules))).toBe(open.map(refusalOf).join("\n"));
    expect(mirrorsTargets(rules)).toBe(true);
  });

  test("is refused for a family whose targets are not rejected", () => {
    const rules = [...reject({ far: VPC }), ...both({}), ...both({ number: 110, near: "::/0", far: "::/0" })];

    expect(refusal(custom(rules))).toBe(rules.slice(-2).map(refusalOf).join("\n"));
  });

  test("is refused in the direction whose targets are not rejected", () => {
    const rules = [...reject({ far: VPC }).slice(0, 1), ...both({})];

    expect(refusal(custom(rules))).toBe(rules.slice(-1).map(refusalOf).join("\n"));
  });

  test.each<[string, MirrorFilterRule[]]>([
    ["the VPC's own connections are rejected", [...reject({ near: VPC, far: VPC }), ...both({})]],
    ["connections with the VPC are rejected", [...reject({ far: VPC, protocol: 6 }), ...both({})]],
    [
      "the balancer's own ports are rejected",
      [...reject({ protocol: 6, nearPorts: ports(1024, 65_535) }), ...both({})],
    ],
    ["a listener's port is named", both({ protocol: 6, nearPorts: ports(443, 443) })],
    ["a listener's port is a high one", both({ protocol: 6, nearPorts: ports(50_000, 50_000) })],
    ["clients are named whose addresses no target has", both({ far: "203.0.113.0/24" })],
    ["UDP alone is accepted", both({ protocol: 17 })],
  ])("is left out, and nothing said, where %s", (_, rules) => {
    expect(synth(custom(rules)).resources(RULE)).toHaveLength(rules.length);
    expect(mirrorsTargets(rules)).toBe(false);
  });

  test("is left out of a VPC of public addresses by rejecting what it says to itself", () => {
    const own = "198.51.100.0/24";

    expect(synth(custom([...reject({ near: own, far: own }), ...both({})])).resources(RULE)).toHaveLength(4);
  });

  test("is mirrored on request, or by the targets' ports", () => {
    const rules = both({ protocol: 6, farPorts: ports(8080, 8080) });

    expect(synth(custom(both({}), { allowPlaintextTargetLeg: true })).resources(RULE)).toHaveLength(2);
    expect(synth(custom(rules)).resources(RULE)).toHaveLength(2);
    expect(mirrorsTargets(rules)).toBe(true);
    const targets = synth((stack) => {
      MirrorFilter.forTargets(stack, "Filter", {
        deployment: "demo",
        targetPorts: [8080, 8081, 8443],
        targetCidrs: [VPC],
      });
    });
    expect(targets.resources(RULE)).toHaveLength(4);
  });

  test("is Terraform's to know where networks or ports are its own", () => {
    const build = (stack: TerraformStack) => {
      const network = new TerraformVariable(stack, "network", { type: "string" }).stringValue;
      const port = new TerraformVariable(stack, "port", { type: "number" }).numberValue;
      const rules = [
        ...both({ near: network, far: network }),
        ...both({ number: 110, protocol: 6, nearPorts: ports(port, port) }),
      ];
      custom(rules)(stack);
    };

    expect(synth(build).resources(RULE)).toHaveLength(4);
  });
});
