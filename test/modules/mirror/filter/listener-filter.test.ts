import type { TerraformStack } from "cdktf";
import { TerraformVariable } from "cdktf";
import type { ListenerFilterProps } from "../../../../modules/mirror";
import { MirrorFilter } from "../../../../modules/mirror";
import { refusal, synth } from "../../../support/synth";

const RULE = "aws_ec2_traffic_mirror_filter_rule";

const listener = (props: Partial<ListenerFilterProps>) => (stack: TerraformStack) => {
  MirrorFilter.forListeners(stack, "Filter", { deployment: "demo", ...props });
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
