import { requires } from "../support/requirements";
import { balancer, Deployments } from "../support/stub-provider/deployed";
import type { Scenario } from "../support/stub-provider/terraform";
import { SynthesizedStack } from "../support/synth";
import { stacksOfProgram } from "./program";

const SESSION = "aws_ec2_traffic_mirror_session.Sessions_8896A56D";

/** An account that has a balancer of this name with these interfaces. */
const shop = (ids: string[], type = "application"): Scenario => ({
  answers: [
    { type: "aws_lb", attributes: { arn_suffix: "app/shop/50dc6c495c0c9188", load_balancer_type: type } },
    balancer("shop/50dc6c495c0c9188", ids),
  ],
});

// Each test runs terraform several times.
jest.setTimeout(60_000);

describe("an own collector", () => {
  const stack = new SynthesizedStack(stacksOfProgram("own-collector").get("shop-mirror")!);

  test("gets packets of the length that its load balancer takes, for the given target", () => {
    expect(stack.resource("aws_ec2_traffic_mirror_session")).toMatchObject({
      traffic_mirror_target_id: "tmt-0a1b2c3d4e5f60718",
      virtual_network_id: 4711,
      session_number: 10,
      packet_length: 8500,
    });
  });

  test("costs filter and sessions, and nothing else", () => {
    const types = stack.addresses().map((address) => address.replace(/\.[^.]*$/, ""));

    expect([...new Set(types)]).toEqual([
      "aws_ec2_traffic_mirror_filter",
      "aws_ec2_traffic_mirror_filter_rule",
      "aws_ec2_traffic_mirror_session",
      "data.aws_lb",
      "data.aws_network_interfaces",
      "output",
    ]);
  });
});

requires({ terraform: true })("an own collector, deployed to by terraform", () => {
  const text = stacksOfProgram("own-collector").get("shop-mirror")!;
  const deployments = new Deployments();

  afterEach(() => {
    deployments.remove();
  });

  test("is refused what AWS does not mirror, by the balancer's name", () => {
    const { status, output } = deployments.open(text, shop(["eni-a"], "network")).plan();

    expect(status).toBe(1);
    expect(output.replace(/[\s│]+/g, " ")).toContain(
      "The load balancer shop is no Application Load Balancer, and AWS does not mirror the interfaces of others. " +
        "Name another one.",
    );
  });

  test("is sent to by valid sessions, applied and then without change, and removed without a rest", () => {
    const folder = deployments.deploy(text, shop(["eni-a", "eni-b"]));
    const sessions = folder.addresses().filter((address) => address.startsWith(SESSION));

    expect(sessions).toEqual([`${SESSION}["eni-a"]`, `${SESSION}["eni-b"]`]);
    expect(folder.destroy()).toMatchObject({ status: 0 });
    expect(folder.addresses()).toEqual([]);
  });
});
