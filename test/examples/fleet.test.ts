import { requires } from "../support/requirements";
import { balancer, Deployments } from "../support/stub-provider/deployed";
import type { Scenario } from "../support/stub-provider/terraform";
import { SynthesizedStack } from "../support/synth";
import { stacksOfProgram } from "./program";

const SESSION = "aws_ec2_traffic_mirror_session.Sessions_8896A56D";

const INTERFACES = Array.from({ length: 11 }, (_, index) => `eni-${index}`);

const ACCOUNT: Scenario = {
  answers: [
    { type: "aws_partition", attributes: { partition: "aws" } },
    { type: "aws_region", attributes: { region: "eu-central-1" } },
    { type: "aws_caller_identity", attributes: { account_id: "123456789012" } },
    { type: "aws_subnet", attributes: { cidr_block: "10.0.8.0/24" } },
    balancer("shop/50dc6c495c0c9188", INTERFACES),
  ],
};

// Each test runs terraform several times.
jest.setTimeout(60_000);

describe("the fleet", () => {
  const stack = new SynthesizedStack(stacksOfProgram("fleet").get("shop-capture")!);

  test("is sent packets of the length that its load balancer takes, by any number of interfaces", () => {
    expect(stack.resource("aws_ec2_traffic_mirror_session")).toMatchObject({ packet_length: 8500 });
    expect(JSON.parse(stack.text)).not.toHaveProperty("check");
  });

  test("keeps what comes from one interface on one machine, and listens where AWS sends", () => {
    expect(stack.resource("aws_lb_target_group")).toMatchObject({ stickiness: { type: "source_ip", enabled: true } });
    expect(stack.resource("aws_lb_listener")).toMatchObject({ protocol: "UDP", port: 4789 });
  });
});

requires({ terraform: true })("the fleet, deployed by terraform", () => {
  const text = stacksOfProgram("fleet").get("shop-capture")!;
  const deployments = new Deployments();

  afterEach(() => {
    deployments.remove();
  });

  test("is valid, is applied, and then needs no change, also with more interfaces than one machine may have", () => {
    const folder = deployments.deploy(text, ACCOUNT);
    const sessions = folder.addresses().filter((address) => address.startsWith(SESSION));

    expect(sessions).toHaveLength(INTERFACES.length);
  });

  test("is removed without a rest", () => {
    const folder = deployments.deploy(text, ACCOUNT);

    expect(folder.destroy()).toMatchObject({ status: 0 });
    expect(folder.addresses()).toEqual([]);
  });
});
