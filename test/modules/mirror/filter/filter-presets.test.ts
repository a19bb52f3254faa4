import fc from "fast-check";
import { TrafficDirection } from "../../../../modules/mirror/filter/filter-rule";
import { ANYWHERE } from "../../../../modules/mirror/cidr";
import { listenerRules, portRanges } from "../../../../modules/mirror/filter/filter-presets";

const ports = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1 });

describe("ranges of ports", () => {
  test("hold exactly the ports given", () => {
    fc.assert(
      fc.property(ports, (wanted) => {
        const held = portRanges(wanted).flatMap(({ fromPort, toPort }) =>
          Array.from({ length: toPort - fromPort + 1 }, (_, i) => fromPort + i),
        );
        expect(held).toEqual([...wanted].sort((a, b) => a - b));
      }),
    );
  });

  test("never touch, so that none could be spared", () => {
    fc.assert(
      fc.property(ports, (wanted) => {
        const ranges = portRanges(wanted);
        for (const [i, range] of ranges.slice(1).entries()) {
          expect(range.fromPort).toBeGreaterThan(ranges[i]!.toPort + 1);
        }
      }),
    );
  });
});

describe("rules for listeners", () => {
  test("are the same for the same ports in any order", () => {
    fc.assert(
      fc.property(ports, (wanted) => {
        const rules = (listenerPorts: number[]) =>
          listenerRules({ ports: listenerPorts, cidrs: ANYWHERE, mirrorIcmp: false });
        expect(rules([...wanted].reverse())).toEqual(rules(wanted));
      }),
    );
  });

  test("number each direction by itself, without repetition", () => {
    fc.assert(
      fc.property(ports, (listenerPorts) => {
        const rules = listenerRules({ ports: listenerPorts, cidrs: ANYWHERE, mirrorIcmp: false });
        for (const direction of [TrafficDirection.INGRESS, TrafficDirection.EGRESS]) {
          const numbers = rules.filter((rule) => rule.trafficDirection === direction).map((rule) => rule.ruleNumber);
          expect(new Set(numbers).size).toBe(rules.length / 2);
        }
      }),
    );
  });

  test("answer each rule of one direction with its mirror image in the other", () => {
    const rules = listenerRules({ ports: [443, 8443], cidrs: ["203.0.113.0/24", "2001:db8::/32"], mirrorIcmp: false });
    const ends = (direction: TrafficDirection) => rules.filter((rule) => rule.trafficDirection === direction);

    const reversed = ends(TrafficDirection.EGRESS).map((rule) => [
      rule.destinationCidrBlock,
      rule.sourceCidrBlock,
      rule.sourcePortRange,
    ]);
    expect(reversed).toEqual(
      ends(TrafficDirection.INGRESS).map((rule) => [
        rule.sourceCidrBlock,
        rule.destinationCidrBlock,
        rule.destinationPortRange,
      ]),
    );
  });
});
