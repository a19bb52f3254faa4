import { TerraformVariable } from "cdktf";
import type { MirrorSessionsProps } from "../../../../modules/mirror";
import { LoadBalancerInterfaces, MirrorTarget } from "../../../../modules/mirror";
import { refusal, synth } from "../../../support/synth";
import { ENI, interfaces, sessions } from "../samples";

const SESSION = "aws_ec2_traffic_mirror_session";
describe("mirror sessions", () => {
  test.each([0, 32_767, 1.5])("refuse session number %d", (sessionNumber) => {
    expect(refusal(sessions({ sessionNumber }))).toBe(
      `[stack/Sessions] sessionNumber must be a whole number from 1 to 32766, got ${sessionNumber}. ` +
        "It orders the sessions of one interface: choose one that no other session of these interfaces has.",
    );
  });

  test.each([0, 16_777_216, -1])("refuse VXLAN network identifier %d", (virtualNetworkId) => {
    expect(refusal(sessions({ virtualNetworkId }))).toBe(
      `[stack/Sessions] virtualNetworkId must be a whole number from 1 to 16777215 (24 bits, RFC 7348), got ${virtualNetworkId}. ` +
        "Give the same number to the sessions and to the capture appliance.",
    );
  });

  test.each<Partial<MirrorSessionsProps>>([
    { virtualNetworkId: undefined },
    { virtualNetworkIdRange: { first: 1, count: 2 } },
  ])("refuse both kinds of numbering at once, and none: %j", (props) => {
    expect(refusal(sessions(props))).toBe(
      "[stack/Sessions] give exactly one of virtualNetworkId, the same for all interfaces, " +
        "and virtualNetworkIdRange, dealt out to them.",
    );
  });

  test.each([
    [
      { first: 0, count: 1 },
      "virtualNetworkIdRange.first must be a whole number from 1 to 16777215 (24 bits, RFC 7348), got 0. " +
        "Give the same number to the sessions and to the capture appliance.",
    ],
    [
      { first: 1, count: 0 },
      "virtualNetworkIdRange.count must be a whole number of identifiers, at least 1, got 0. Correct it.",
    ],
    [
      { first: 16_777_215, count: 2 },
      "the end of virtualNetworkIdRange must be a whole number from 1 to 16777215 (24 bits, RFC 7348), got 16777216. " +
        "Give the same number to the sessions and to the capture appliance.",
    ],
  ])("refuse identifiers %j", (virtualNetworkIdRange, message) => {
    expect(refusal(sessions({ virtualNetworkId: undefined, virtualNetworkIdRange }))).toBe(
      `[stack/Sessions] ${message}`,
    );
  });

  test("refuse a packet length that AWS refuses", () => {
    expect(refusal(sessions({ packetLengthBytes: 54 }))).toBe(
      "[stack/Sessions] packetLengthBytes must be a whole number of at least 55, got 54. " +
        "Leave it out to mirror whole packets.",
    );
    const target = MirrorTarget.fromLoadBalancerTargetId("tmt-0123456789abcdef0");
    expect(refusal(sessions({ target, packetLengthBytes: 8501 }))).toBe(
      "[stack/Sessions] packetLengthBytes must be a whole number of at least 55 and at most 8500 for this target, got 8501. " +
        "Leave it out to mirror whole packets.",
    );
  });

  test("refuse more interfaces than their target takes", () => {
    const target = { targetId: "tmt-0123456789abcdef0", sourceLimit: 10 };

    expect(refusal(sessions({ target, sourceInterfaceIds: interfaces(11) }))).toBe(
      "[stack/Sessions] 11 interfaces would send to one network interface, but AWS allows 10 and does not raise it. " +
        "Send to a Network Load Balancer (CaptureLoadBalancer), which has no such limit, or to several targets; " +
        "for an instance of the largest types, set sourceLimit of its MirrorTarget to 100.",
    );
    expect(synth(sessions({ target, sourceInterfaceIds: interfaces(10) })).resources(SESSION)).toHaveLength(1);
  });

  test("refuse an empty list of interfaces", () => {
    expect(refusal(sessions({ sourceInterfaceIds: [] }))).toBe(
      "[stack/Sessions] sourceInterfaceIds is empty, so nothing would be mirrored. " +
        "Name the balancer's interfaces, or find them with LoadBalancerInterfaces.",
    );
  });

  test("refuse an interface named twice, and one that is none, together", () => {
    expect(refusal(sessions({ sourceInterfaceIds: [ENI, "web", ENI] }))).toBe(
      '[stack/Sessions] sourceInterfaceIds: "web" is no network interface id. Give one like eni-0123456789abcdef0.\n' +
        `[stack/Sessions] sourceInterfaceIds names ${ENI} twice. Name each interface once.`,
    );
  });

  test.each([1513, 256])("have Terraform warn of a packet length of %d, which cuts hellos", (packetLengthBytes) => {
    const [check, ...others] = Object.entries(synth(sessions({ packetLengthBytes })).checks());

    expect(others).toEqual([]);
    expect(check).toEqual([
      "Sessions_8896A56D_packet_length",
      {
        assert: [
          {
            condition: `\${alltrue([for session in ${SESSION}.Sessions_8896A56D : session.packet_length >= 1514])}`,
            error_message:
              `The sessions copy ${packetLengthBytes} bytes of each packet, less than a full Ethernet frame of 1514, ` +
              'so ClientHellos are cut and their connections come out as "truncated". ' +
              "Copy 1514 bytes or more, or whole packets.",
          },
        ],
      },
    ]);
  });

  test("have Terraform say nothing of a full frame, nor of whole packets", () => {
    expect(synth(sessions({ packetLengthBytes: 1514 })).checks()).toEqual({});
    expect(synth(sessions({})).checks()).toEqual({});
  });

  test("copy whole packets first of all sessions, unless told otherwise", () => {
    const session = synth(sessions({})).resource(SESSION);

    expect(session).toMatchObject({ session_number: 1, virtual_network_id: 12_345 });
    expect(session).not.toHaveProperty("packet_length");
  });

  test("to a load balancer state the packet length that AWS would fill in", () => {
    const target = MirrorTarget.fromLoadBalancerTargetId("tmt-0123456789abcdef0");

    expect(synth(sessions({ target })).resource(SESSION)["packet_length"]).toBe(8500);
  });

  test("are one for each interface given, keyed by its id", () => {
    const stack = synth(sessions({ sourceInterfaceIds: [ENI, "eni-0123456789abcdef1"] }));
    const [[name, positions]] = Object.entries(stack.locals()) as [[string, unknown]];

    expect(positions).toBe(`\${tomap({ for key, val in sort(["${ENI}", "eni-0123456789abcdef1"]): val => key })}`);
    expect(stack.resource(SESSION)).toMatchObject({
      for_each: `\${local.${name}}`,
      network_interface_id: "${each.key}",
      traffic_mirror_filter_id: "tmf-0123456789abcdef0",
      traffic_mirror_target_id: "tmt-0123456789abcdef0",
      tags: { "tls-mirror:deployment": "demo", "tls-mirror:managed-by": "terraform" },
    });
  });

  test("keep their address whether interfaces are found or given", () => {
    const found = synth((stack) => {
      const loadBalancerArn =
        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188";
      const { interfaceIds } = new LoadBalancerInterfaces(stack, "Interfaces", { loadBalancerArn });
      sessions({ sourceInterfaceIds: interfaceIds })(stack);
    });
    const given = synth(sessions({}));

    expect(Object.values(found.locals())).toEqual([
      expect.stringMatching(/^\$\{tomap\(\{ for key, val in sort\(data\.aws_network_interfaces\.\w+\.ids\): /),
    ]);
    const addresses = (stack: typeof found) => stack.addresses().filter((address) => address.startsWith(SESSION));
    expect(addresses(found)).toEqual(addresses(given));
  });

  test("have Terraform count interfaces where it alone knows them, or the target's limit", () => {
    const checks = (props: Partial<MirrorSessionsProps>) =>
      synth((stack) => {
        const limit = new TerraformVariable(stack, "limit", { type: "number" }).numberValue;
        const ids = new TerraformVariable(stack, "ids", { type: "list(string)" }).listValue;
        sessions({ target: { targetId: "tmt-0123456789abcdef0", sourceLimit: limit }, ...props })(stack);
        sessions(
          { target: { targetId: "tmt-0123456789abcdef0", sourceLimit: 10 }, sourceInterfaceIds: ids },
          "Others",
        )(stack);
      }).checks();
    const said = (most: string) =>
      `More interfaces were found than the ${most} that AWS allows for one target, so it will refuse the rest. ` +
      "Send to a Network Load Balancer instead, or raise the target's source limit to 100 where its instance is of the " +
      "largest types.";

    expect(Object.values(checks({}))).toEqual([
      { assert: [{ condition: "${(length(var.ids) <= 10)}", error_message: said("10") }] },
      {
        assert: [
          {
            condition: `\${(length(["${ENI}"]) <= coalesce(var.limit, length(["${ENI}"])))}`,
            error_message: said(`\${coalesce(var.limit, length(["${ENI}"]))}`),
          },
        ],
      },
    ]);
  });

  test("look at the Region where the target is a collector's", () => {
    const target = { targetId: "tmt-0123456789abcdef0", region: "eu-west-1" };

    expect(synth(sessions({ target })).dataSource("aws_region")).toEqual({
      lifecycle: {
        postcondition: [
          {
            condition: '${(self.region == "eu-west-1")}',
            error_message:
              "The mirror target is in eu-west-1, but the interfaces are in ${self.region}, and mirroring stays within one " +
              "Region. Send to a collector in the Region of the load balancer.",
          },
        ],
      },
    });
    expect(synth(sessions({})).addresses()).not.toContainEqual(expect.stringContaining("aws_region"));
  });

  test("take numbers that Terraform alone knows", () => {
    const session = synth((stack) => {
      const number = (name: string) => new TerraformVariable(stack, name, { type: "number" }).numberValue;
      sessions({ virtualNetworkId: number("vni"), sessionNumber: number("order"), packetLengthBytes: number("cut") })(
        stack,
      );
    }).resource(SESSION);

    expect(session).toMatchObject({
      virtual_network_id: "${var.vni}",
      session_number: "${var.order}",
      packet_length: "${var.cut}",
    });
  });
});
