import { CaptureFleet, MirrorAlarms } from "../../../../modules/mirror";
import { requires } from "../../../support/requirements";
import type { Scenario } from "../../../support/stub-provider/terraform";
import { TerraformFolder } from "../../../support/stub-provider/terraform";
import { synth } from "../../../support/synth";

const deployment = "demo";

const ACCOUNT: Scenario = { answers: [{ type: "aws_region", attributes: { region: "eu-central-1" } }] };

const stack = synth((scope) => {
  const fleet = new CaptureFleet(scope, "Fleet", {
    deployment,
    imageId: "ami-0123456789abcdef0",
    vpcId: "vpc-0123456789abcdef0",
    subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    mirrorSourceCidrs: ["10.0.0.0/24"],
    virtualNetworkIds: [7, 8],
  });
  new MirrorAlarms(scope, "Alarms", {
    deployment,
    alarmActionArns: ["arn:aws:sns:eu-central-1:123456789012:alerts"],
    loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188",
    captureLoadBalancer: fleet.loadBalancer,
    diskBudgetBytes: fleet.diskBudgetBytes,
    virtualNetworkIds: [7, 8],
  });
}).text;

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly region?: string; readonly metrics?: unknown[][]; readonly alarms?: string[] };
}

// Each test runs terraform several times.
jest.setTimeout(60_000);

requires({ terraform: true })("alarms that terraform deploys", () => {
  let folder: TerraformFolder;
  let widgets: readonly Widget[];

  beforeAll(() => {
    folder = new TerraformFolder(stack, ACCOUNT);
    expect(folder.init()).toMatchObject({ status: 0 });
    expect(folder.validate()).toMatchObject({ status: 0 });
    expect(folder.apply()).toMatchObject({ status: 0 });
    const dashboard = folder.addresses().find((address) => address.startsWith("aws_cloudwatch_dashboard"));
    widgets = (JSON.parse(String(folder.attributes(dashboard!)["dashboard_body"])) as { widgets: Widget[] }).widgets;
  });
  afterAll(() => {
    folder.remove();
  });

  test("need no change afterwards", () => {
    expect(folder.plan()).toMatchObject({ status: 0 });
  });

  test("stand in a dashboard whose widgets fit on it and do not cover each other", () => {
    for (const { x, y, width, height } of widgets) {
      expect(x + width).toBeLessThanOrEqual(24);
      const covering = widgets.filter(
        (other) =>
          other.x < x + width && x < other.x + other.width && other.y < y + height && y < other.y + other.height,
      );
      expect(covering).toHaveLength(1);
    }
  });

  test("name metrics as CloudWatch reads them: namespace, name, dimensions in pairs, and how to show them", () => {
    const graphs = widgets.filter(({ type }) => type === "metric");

    expect(graphs).toHaveLength(8);
    for (const { properties } of graphs) {
      expect(properties.region).toBe("eu-central-1");
      for (const line of properties.metrics ?? []) {
        const texts = line.slice(0, -1);
        expect(texts.every((text) => typeof text === "string" && text !== "" && !text.includes("$"))).toBe(true);
        expect(texts.length % 2).toBe(0);
        expect(Object.keys(line.at(-1) as object)).toEqual(["label", "stat"]);
      }
    }
  });

  test("are all in the dashboard, by the ARNs they got", () => {
    const known = folder
      .addresses()
      .filter((address) => /aws_cloudwatch_metric_alarm\.Alarms/.test(address))
      .map((address) => folder.attributes(address)["arn"]);

    expect(known).toHaveLength(10);
    expect(widgets.find(({ type }) => type === "alarm")?.properties.alarms?.sort()).toEqual(known.sort());
  });
});
