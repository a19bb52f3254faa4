import { deriveSchema } from "./derive-schema";
import type { BlockSchema } from "./schema";

const schema = deriveSchema({
  resource: {
    aws_instance: {},
    aws_security_group: {},
    aws_ec2_traffic_mirror_filter_rule: {},
    aws_lb_target_group: {},
  },
  data: { aws_network_interfaces: {}, aws_network_interface: {}, terraform_remote_state: {} },
});
const attribute = (block: BlockSchema | undefined, name: string) => block?.attributes.find((a) => a.name === name);
const nested = (block: BlockSchema | undefined, name: string) => block?.blocks.find((b) => b.name === name);

describe("a schema derived from the installed provider package", () => {
  test("names a type that the package lacks", () => {
    expect(() => deriveSchema({ resource: { aws_no_such_thing: {} } })).toThrow(/no-such-thing/);
  });

  test("leaves out what belongs to other providers", () => {
    expect(Object.keys(schema.dataSources)).toEqual(["aws_network_interfaces", "aws_network_interface"]);
  });

  test.each([
    ["required", "rule_number", { type: "number", required: true, optional: false, computed: false }],
    ["optional", "description", { type: "string", required: false, optional: true, computed: false }],
    ["optional and computed", "region", { type: "string", required: false, optional: true, computed: true }],
    ["computed", "arn", { type: "string", required: false, optional: false, computed: true }],
  ])("tells what is %s", (_, name, flags) => {
    const rule = schema.resources["aws_ec2_traffic_mirror_filter_rule"];

    expect(attribute(rule, name)).toEqual({ name, ...flags });
  });

  test("tells lists, sets and maps apart", () => {
    const instance = schema.resources["aws_instance"];

    expect(attribute(instance, "ipv6_addresses")?.type).toEqual(["list", "string"]);
    expect(attribute(instance, "vpc_security_group_ids")?.type).toEqual(["set", "string"]);
    expect(attribute(instance, "tags")?.type).toEqual(["map", "string"]);
    expect(attribute(schema.dataSources["aws_network_interfaces"], "ids")?.type).toEqual(["list", "string"]);
  });

  test("allows one of a block that may stand once, and any number of one that may be repeated", () => {
    const instance = schema.resources["aws_instance"];

    expect(nested(instance, "root_block_device")).toMatchObject({ nesting: "list", maxItems: 1 });
    expect(nested(instance, "ebs_block_device")).toMatchObject({ nesting: "set", maxItems: 0 });
    expect(nested(instance, "timeouts")).toMatchObject({ nesting: "single" });
  });

  test("reaches blocks within blocks", () => {
    const health = nested(schema.resources["aws_lb_target_group"], "target_group_health")?.block;

    expect(attribute(nested(health, "dns_failover")?.block, "minimum_healthy_targets_count")?.type).toBe("string");
  });

  test("takes a computed block for the attribute that the provider makes of it", () => {
    expect(attribute(schema.resources["aws_security_group"], "ingress")).toMatchObject({
      type: ["set", ["object", expect.objectContaining({ cidr_blocks: ["list", "string"], from_port: "number" })]],
      computed: true,
    });
  });

  test("gives the type of structures that the provider alone sets", () => {
    expect(attribute(schema.dataSources["aws_network_interface"], "association")).toMatchObject({
      type: ["list", ["object", expect.objectContaining({ public_ip: "string" })]],
      computed: true,
      optional: false,
    });
  });

  test("knows the provider's own arguments", () => {
    expect(attribute(schema.provider, "region")).toMatchObject({ optional: true, computed: false });
    expect(nested(schema.provider, "default_tags")).toMatchObject({ nesting: "list" });
  });
});
