import type { TerraformStack } from "cdktf";
import {
  CaptureLoadBalancer,
  LoadBalancerInterfaces,
  MirrorFilter,
  MirrorSessions,
  MirrorTarget,
} from "../../../../modules/mirror";
import { requires } from "../../../support/requirements";
import type { Scenario } from "../../../support/stub-provider/terraform";
import { TerraformFolder } from "../../../support/stub-provider/terraform";
import { synth } from "../../../support/synth";

const deployment = "demo";

/** The balancer `web` and its interfaces. */
function account(ids: string[], type = "application"): Scenario {
  return {
    answers: [
      { type: "aws_lb", attributes: { arn_suffix: "app/web/50dc6c495c0c9188", load_balancer_type: type } },
      { type: "aws_network_interfaces", filter: { description: "ELB app/web/50dc6c495c0c9188" }, attributes: { ids } },
    ],
  };
}

const sessions = (target: (stack: TerraformStack) => MirrorTarget) =>
  synth((stack) => {
    new MirrorSessions(stack, "Sessions", {
      deployment,
      sourceInterfaceIds: new LoadBalancerInterfaces(stack, "Interfaces", { loadBalancerName: "web" }).interfaceIds,
      filter: MirrorFilter.forListeners(stack, "Filter", { deployment }),
      target: target(stack),
      virtualNetworkIdRange: { first: 100, count: 2 },
    });
  }).text;

const toLoadBalancer = sessions((stack) => {
  const balancer = new CaptureLoadBalancer(stack, "Balancer", {
    deployment,
    vpcId: "vpc-0123456789abcdef0",
    subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
  });
  balancer.addInstance("First", "i-0123456789abcdef0");
  return new MirrorTarget(stack, "Target", { deployment, networkLoadBalancerArn: balancer.loadBalancerArn });
});

const toInterface = sessions(
  (stack) => new MirrorTarget(stack, "Target", { deployment, networkInterfaceId: "eni-0123456789abcdef0" }),
);

const oneLine = (text: string) => text.replace(/[\s│]+/g, " ");

// Each test runs terraform several times.
jest.setTimeout(60_000);

requires({ terraform: true })("sessions that terraform deploys", () => {
  let folder: TerraformFolder | undefined;

  afterEach(() => {
    folder?.remove();
  });

  const deploy = (stack: string, scenario: Scenario) => {
    folder = new TerraformFolder(stack, scenario);
    expect(folder.init()).toMatchObject({ status: 0 });
    return { folder, result: folder.apply() };
  };

  test("refuse a load balancer of another type by name", () => {
    const { result } = deploy(toLoadBalancer, account(["eni-a"], "network"));

    expect(result.status).toBe(1);
    expect(oneLine(result.output)).toContain(
      "The load balancer web is no Application Load Balancer, and AWS does not mirror the interfaces of others. " +
        "Name another one.",
    );
  });

  test("deal identifiers out in the order of the interfaces' ids, and need no change afterwards", () => {
    const { folder: deployed, result } = deploy(toLoadBalancer, account(["eni-c", "eni-a", "eni-b"]));
    const session = (id: string) => deployed.attributes(`aws_ec2_traffic_mirror_session.Sessions_8896A56D["${id}"]`);

    expect(result).toMatchObject({ status: 0 });
    expect(["eni-a", "eni-b", "eni-c"].map((id) => session(id)["virtual_network_id"])).toEqual([100, 101, 100]);
    expect(session("eni-a")["packet_length"]).toBe(8500);
    expect(deployed.plan()).toMatchObject({ status: 0 });
  });

  test("warn of more interfaces than the target takes, and mirror all the same", () => {
    const ids = Array.from({ length: 11 }, (_, i) => `eni-${i}`);
    const { result } = deploy(toInterface, account(ids));

    expect(result.status).toBe(0);
    expect(oneLine(result.output)).toContain(
      "More interfaces were found than the 10 that AWS allows for one target, so it will refuse the rest.",
    );
  });

  test("say nothing of as many interfaces as the target takes", () => {
    const { result } = deploy(toInterface, account(["eni-a"]));

    expect(result.status).toBe(0);
    expect(result.output).not.toContain("Warning: Check block assertion failed");
  });

  test("are planned by the thousand, and more than Terraform's ranges have elements", () => {
    const ids = Array.from({ length: 1100 }, (_, i) => `eni-${String(i).padStart(4, "0")}`);
    folder = new TerraformFolder(toLoadBalancer, account(ids));
    folder.init();
    const { status, output } = folder.plan();

    expect(status).toBe(2);
    expect(output).toContain("Plan: 1110 to add, 0 to change, 0 to destroy.");
  });
});
