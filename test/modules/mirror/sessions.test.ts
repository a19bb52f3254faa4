import type { TerraformStack } from "cdktf";
import { Annotations, TerraformVariable } from "cdktf";
import type { MirrorSessionsProps } from "../../../modules/mirror";
import { LoadBalancerInterfaces, MirrorFilter, MirrorSessions, MirrorTarget } from "../../../modules/mirror";
import { refusal, synth } from "../../support/synth";

const SESSION = "aws_ec2_traffic_mirror_session";
const ENI = "eni-0123456789abcdef0";

const sessions = (props: Partial<MirrorSessionsProps>) => (stack: TerraformStack) => {
  new MirrorSessions(stack, "Sessions", {
    deployment: "demo",
    sourceInterfaceIds: [ENI],
    filter: MirrorFilter.fromFilterId("tmf-0123456789abcdef0"),
    target: MirrorTarget.fromTargetId("tmt-0123456789abcdef0"),
    virtualNetworkId: 12_345,
    ...props,
  });
};

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

  test("refuse a packet length that AWS refuses", () => {
    expect(refusal(sessions({ packetLengthBytes: 34 }))).toBe(
      "[stack/Sessions] packetLengthBytes must be a whole number of at least 35, got 34. " +
        "Leave it out to mirror whole packets.",
    );
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

  test.each([1513, 256])("warn of a packet length of %d, which cuts hellos", (packetLengthBytes) => {
    const warn = jest.spyOn(Annotations.prototype, "addWarning");
    const { length } = warn.mock.calls;
    synth(sessions({ packetLengthBytes }));

    expect(warn.mock.calls.slice(length)).toEqual([
      [
        `packetLengthBytes ${packetLengthBytes} is less than a full Ethernet frame of 1514 bytes, so ClientHellos are cut ` +
          'and their connections come out as "truncated". Give 1514 or more, or leave it out.',
      ],
    ]);
    warn.mockRestore();
  });

  test("say nothing of a full frame, nor of whole packets", () => {
    const warn = jest.spyOn(Annotations.prototype, "addWarning");
    synth(sessions({ packetLengthBytes: 1514 }));
    synth(sessions({}));

    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  test("copy whole packets first of all sessions, unless told otherwise", () => {
    const session = synth(sessions({})).resource(SESSION);

    expect(session).toMatchObject({ session_number: 1, virtual_network_id: 12_345 });
    expect(session).not.toHaveProperty("packet_length");
  });

  test("are one for each interface given, keyed by its id", () => {
    const session = synth(sessions({ sourceInterfaceIds: [ENI, "eni-0123456789abcdef1"] })).resource(SESSION);

    expect(session).toMatchObject({
      for_each: `\${toset(["${ENI}", "eni-0123456789abcdef1"])}`,
      network_interface_id: "${each.value}",
      traffic_mirror_filter_id: "tmf-0123456789abcdef0",
      traffic_mirror_target_id: "tmt-0123456789abcdef0",
      tags: { "tls-mirror:deployment": "demo", "tls-mirror:managed-by": "terraform" },
    });
  });

  test("keep their address whether interfaces are found or given", () => {
    const found = synth((stack) => {
      const loadBalancerArn =
        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188";
      const interfaces = new LoadBalancerInterfaces(stack, "Interfaces", { loadBalancerArn });
      sessions({ sourceInterfaceIds: interfaces.interfaceIds })(stack);
    });
    const given = synth(sessions({}));

    expect(found.resource(SESSION)["for_each"]).toMatch(/^\$\{toset\(data\.aws_network_interfaces\.\w+\.ids\)\}$/);
    const addresses = (stack: typeof found) => stack.addresses().filter((address) => address.startsWith(SESSION));
    expect(addresses(found)).toEqual(addresses(given));
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
