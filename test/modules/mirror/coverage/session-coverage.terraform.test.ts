import { LoadBalancerInterfaces, MirrorFilter, MirrorTarget, SessionCoverage } from "../../../../modules/mirror";
import { requires } from "../../../support/requirements";
import { runStates } from "../../../support/states-language";
import type { Scenario, TerraformFolder } from "../../../support/stub-provider/terraform";
import { Deployments } from "../../../support/stub-provider/deployed";
import { synth } from "../../../support/synth";
import { LOAD_BALANCER } from "../samples";
import { MirroredAccount } from "./mirrored-account";

const deployment = "demo";

const ACCOUNT: Scenario = {
  answers: [
    { type: "aws_partition", attributes: { partition: "aws" } },
    { type: "aws_region", attributes: { region: "eu-central-1" } },
    { type: "aws_caller_identity", attributes: { account_id: "123456789012" } },
    {
      type: "aws_lb",
      attributes: { arn: LOAD_BALANCER, arn_suffix: "app/web/50dc6c495c0c9188", load_balancer_type: "application" },
    },
  ],
};

// Found by its name, so that Terraform alone knows the balancer, the filter and the target.
const stack = synth((scope) => {
  const { loadBalancer } = new LoadBalancerInterfaces(scope, "Interfaces", { loadBalancerName: "web" });
  const networkInterfaceId = "eni-0123456789abcdef0";
  new SessionCoverage(scope, "Coverage", {
    deployment,
    loadBalancerArn: loadBalancer!.arn,
    filter: MirrorFilter.forListeners(scope, "Filter", { deployment }),
    target: new MirrorTarget(scope, "Target", { deployment, networkInterfaceId }),
  });
}).text;

// Terraform runs several times.
jest.setTimeout(60_000);

requires({ terraform: true })("the check of the coverage that terraform deploys", () => {
  const deployments = new Deployments();
  let folder: TerraformFolder;

  /** State of the one resource of a type. */
  const attributes = (type: string) =>
    folder.attributes(folder.addresses().find((address) => address.startsWith(`${type}.`))!);

  beforeAll(() => {
    const interfaces = { type: "aws_network_interfaces", attributes: { ids: ["eni-a"] } };
    folder = deployments.deploy(stack, { answers: [...ACCOUNT.answers!, interfaces] });
  });
  afterAll(() => {
    deployments.remove();
  });

  test("counts as it was meant to, for the balancer, the filter and the target that Terraform knows", async () => {
    const ours = {
      filterId: String(attributes("aws_ec2_traffic_mirror_filter")["id"]),
      targetId: String(attributes("aws_ec2_traffic_mirror_target")["id"]),
    };
    const account = new MirroredAccount(
      [{ id: "eni-a" }, { id: "eni-b" }],
      [
        { interfaceId: "eni-a", ...ours },
        { interfaceId: "eni-b", ...ours, filterId: "tmf-other" },
      ],
    );
    const execution = await runStates(String(attributes("aws_sfn_state_machine")["definition"]), account.apis);

    expect(execution).toMatchObject({ status: "SUCCEEDED", output: { unmirroredIds: ["eni-b"] } });
    expect(account.values).toEqual({ BalancerInterfaces: 2, MirrorSessions: 1, UnmirroredInterfaces: 1 });
  });

  test("alarms on the very metric that is published", async () => {
    const account = new MirroredAccount([{ id: "eni-a" }], []);
    await runStates(String(attributes("aws_sfn_state_machine")["definition"]), account.apis);
    const { namespace, metric_name, dimensions } = attributes("aws_cloudwatch_metric_alarm");
    const datum = account.published[0]!.MetricData.find(({ MetricName }) => MetricName === metric_name);

    expect(account.published[0]!.Namespace).toBe(namespace);
    expect(Object.fromEntries((datum?.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]))).toEqual(dimensions);
  });
});
