import fc from "fast-check";
import { UserError } from "../../../../modules/contracts";
import type { MirroredPacket, MirrorFilterRule } from "../../../../modules/mirror";
import { FilterSimulator, RuleAction, TrafficDirection } from "../../../../modules/mirror";
import { ANYWHERE } from "../../../../modules/mirror/cidr";
import { listenerRules, outsideRules, targetRules } from "../../../../modules/mirror/filter/filter-presets";

const BALANCER = "10.0.1.10";
const CLIENT = "203.0.113.5";
const TARGET = "10.0.8.20";

const toListener: MirroredPacket = {
  trafficDirection: TrafficDirection.INGRESS,
  sourceAddress: CLIENT,
  destinationAddress: BALANCER,
  protocol: 6,
  sourcePort: 50_123,
  destinationPort: 443,
};

/** The packet that answers `packet`. */
const answer = (packet: MirroredPacket): MirroredPacket => ({
  ...packet,
  trafficDirection:
    packet.trafficDirection === TrafficDirection.INGRESS ? TrafficDirection.EGRESS : TrafficDirection.INGRESS,
  sourceAddress: packet.destinationAddress,
  destinationAddress: packet.sourceAddress,
  sourcePort: packet.destinationPort,
  destinationPort: packet.sourcePort,
});

const toTarget: MirroredPacket = {
  ...toListener,
  trafficDirection: TrafficDirection.EGRESS,
  sourceAddress: BALANCER,
  destinationAddress: TARGET,
  sourcePort: 30_000,
};

const mirrored = (rules: MirrorFilterRule[], packet: MirroredPacket) =>
  new FilterSimulator(rules).decide(packet).mirrored;

describe("the simulator", () => {
  test("refuses an address that is none", () => {
    expect(() => new FilterSimulator([]).decide({ ...toListener, sourceAddress: "web" })).toThrow(
      new UserError('"web" is neither an IPv4 nor an IPv6 address. Write it as 203.0.113.5 or 2001:db8::5.'),
    );
  });

  test("mirrors nothing without rules, and names none", () => {
    expect(new FilterSimulator([]).decide(toListener)).toEqual({ mirrored: false, rule: undefined });
  });

  test("lets the lowest matching number decide, in whatever order rules are given", () => {
    const accept = listenerRules({ ports: [443], cidrs: ANYWHERE, mirrorIcmp: false })[0]!;
    const reject = { ...accept, ruleNumber: 99, ruleAction: RuleAction.REJECT };

    expect(new FilterSimulator([accept, reject]).decide(toListener)).toEqual({ mirrored: false, rule: reject });
  });

  test("does not match ports of a packet that has none", () => {
    const fragment = { ...toListener, sourcePort: undefined, destinationPort: undefined };

    expect(mirrored(listenerRules({ ports: [443], cidrs: ANYWHERE, mirrorIcmp: false }), fragment)).toBe(false);
  });
});

describe("the rules for listeners", () => {
  const rules = listenerRules({ ports: [443], cidrs: ANYWHERE, mirrorIcmp: false });

  test.each([
    ["a client's hello", toListener, true],
    ["the listener's answer", answer(toListener), true],
    ["a client within the VPC", { ...toListener, sourceAddress: TARGET }, true],
    ["a client over IPv6", { ...toListener, sourceAddress: "2001:db8::5", destinationAddress: "2001:db8:1::10" }, true],
    ["another listener", { ...toListener, destinationPort: 80 }, false],
    ["a request to a target on the same port", toTarget, false],
    ["the answer of a target on the same port", answer(toTarget), false],
    ["UDP on the same port", { ...toListener, protocol: 17 }, false],
  ])("with %s: mirrored %s", (_, packet, expected) => {
    expect(mirrored(rules, packet)).toBe(expected);
  });

  test("mirror both directions of a connection or neither", () => {
    const port = fc.integer({ min: 0, max: 65_535 });
    const listenerPort: fc.Arbitrary<number> = fc.constantFrom(80, 443, 444, 8443);
    fc.assert(
      fc.property(fc.uniqueArray(listenerPort, { minLength: 1 }), port, port, (ports, from, to) => {
        const packet = { ...toListener, sourcePort: from, destinationPort: to };
        const both = listenerRules({ ports, cidrs: ["203.0.113.0/24", "2001:db8::/32"], mirrorIcmp: false });
        expect(mirrored(both, packet)).toBe(ports.includes(to));
        expect(mirrored(both, answer(packet))).toBe(ports.includes(to));
      }),
    );
  });
});

test("the rules for targets mirror the target side alone", () => {
  const rules = targetRules({ ports: [443], cidrs: ["10.0.8.0/21"], mirrorIcmp: false });

  expect([toTarget, answer(toTarget), toListener, answer(toListener)].map((packet) => mirrored(rules, packet))).toEqual(
    [true, true, false, false],
  );
});

test("the rules without networks leave out clients and targets there", () => {
  const rules = outsideRules(["10.0.0.0/16"], { ports: [443], cidrs: ANYWHERE, mirrorIcmp: false });
  const within = { ...toListener, sourceAddress: "10.0.77.7" };

  expect(
    [toListener, answer(toListener), within, answer(within), toTarget, answer(toTarget)].map((p) => mirrored(rules, p)),
  ).toEqual([true, true, false, false, false, false]);
});
