import type { TerraformStack } from "cdktf";
import { TerraformVariable } from "cdktf";
import type { MirrorAlarmsProps } from "../../../../modules/mirror";
import { CaptureLoadBalancer, MirrorAlarms } from "../../../../modules/mirror";
import { synth } from "../../../support/synth";

const LOAD_BALANCER = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188";
const TOPIC = "arn:aws:sns:eu-central-1:123456789012:alerts";

const alarms = (props: Partial<MirrorAlarmsProps>) => (stack: TerraformStack) =>
  new MirrorAlarms(stack, "Alarms", { deployment: "demo", ...props });

/** Alarms of a deployment with a Network Load Balancer. */
const withBalancer = (props: Partial<MirrorAlarmsProps>) => (stack: TerraformStack) => {
  const captureLoadBalancer = new CaptureLoadBalancer(stack, "Balancer", {
    deployment: "demo",
    vpcId: "vpc-0123456789abcdef0",
    subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
  });
  alarms({ captureLoadBalancer, ...props })(stack);
};

const named = (build: (stack: TerraformStack) => void) =>
  new Map(
    synth(build)
      .resources("aws_cloudwatch_metric_alarm")
      .map((alarm) => [alarm["alarm_name"], alarm]),
  );

const names = (build: (stack: TerraformStack) => void) => [...named(build).keys()];

interface Widget {
  readonly type: string;
  readonly properties: { readonly title: string; readonly metrics?: unknown[][]; readonly alarms?: string[] };
}

const widgets = (build: (stack: TerraformStack) => void) =>
  (JSON.parse(synth(build).resource("aws_cloudwatch_dashboard")["dashboard_body"] as string) as { widgets: Widget[] })
    .widgets;

describe("alarms", () => {
  test("are shown with the check of the coverage where it is in the same account", () => {
    const sessionCoverage = {
      loadBalancerArnSuffix: "app/web/50dc6c495c0c9188",
      periodSeconds: 600,
      alarmArn: "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:unmirrored",
    };
    const title = "Interfaces of the load balancer";
    const shown = widgets(alarms({ sessionCoverage }));
    const of = ["Deployment", "demo", "LoadBalancer", "app/web/50dc6c495c0c9188"];

    expect(shown.find(({ properties }) => properties.title === title)?.properties).toMatchObject({
      period: 600,
      metrics: [
        ["TlsMirror", "BalancerInterfaces", ...of, { label: "there", stat: "Maximum" }],
        ["TlsMirror", "UnmirroredInterfaces", ...of, { label: "without a session", stat: "Maximum" }],
      ],
    });
    expect(shown.find(({ type }) => type === "alarm")?.properties.alarms).toContain(sessionCoverage.alarmArn);
    expect(widgets(alarms({})).map(({ properties }) => properties.title)).not.toContain(title);
  });

  test("are those of an appliance, unless a load balancer or identifiers are given", () => {
    const own = ["capture dead", "packets dropped", "processing behind", "upload lag"].map(
      (name) => `tls-mirror demo ${name}`,
    );

    expect(names(alarms({}))).toEqual(expect.arrayContaining(own));
    expect(names(alarms({}))).toHaveLength(own.length);
    expect(names(withBalancer({}))).toEqual(
      expect.arrayContaining(["tls-mirror demo no healthy appliance", "tls-mirror demo nothing mirrored"]),
    );
    expect(names(alarms({ virtualNetworkIds: [7, 8, 7] })).filter((name) => String(name).includes("VNI"))).toEqual([
      "tls-mirror demo VNI 7 quiet",
      "tls-mirror demo VNI 8 quiet",
    ]);
  });

  test("say nothing of disk and uploads where captures stay on the appliance", () => {
    expect(names(alarms({ watchUploads: false }))).toEqual([
      "tls-mirror demo capture dead",
      "tls-mirror demo packets dropped",
    ]);
  });

  test("take silence for a dead capture", () => {
    expect(named(alarms({ deadMinutes: 3 })).get("tls-mirror demo capture dead")).toMatchObject({
      namespace: "TlsMirror",
      metric_name: "PacketsReceived",
      dimensions: { Deployment: "demo" },
      statistic: "SampleCount",
      period: 60,
      evaluation_periods: 3,
      comparison_operator: "LessThanThreshold",
      threshold: 1,
      treat_missing_data: "breaching",
    });
  });

  test("add what the kernel and the device dropped, and take silence for no loss", () => {
    const alarm = named(alarms({ droppedPackets: 10 })).get("tls-mirror demo packets dropped");

    expect(alarm).toMatchObject({
      comparison_operator: "GreaterThanThreshold",
      threshold: 10,
      treat_missing_data: "notBreaching",
      metric_query: [
        { id: "kernel", metric: { metric_name: "PacketsDroppedByKernel", stat: "Sum", period: 300 } },
        { id: "device", metric: { metric_name: "PacketsDroppedByDevice", stat: "Sum", period: 300 } },
        { id: "dropped", expression: "kernel + device", return_data: true },
      ],
    });
    expect(alarm).not.toHaveProperty("metric_name");
  });

  test("hold the load balancer's failed handshakes against those seen, where it is named", () => {
    const loadBalancerArn =
      "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188";
    const alarm = named(alarms({ loadBalancerArn, unseenFailures: 5 })).get("tls-mirror demo failures unseen");

    expect(alarm).toMatchObject({
      comparison_operator: "GreaterThanThreshold",
      threshold: 5,
      evaluation_periods: 3,
      treat_missing_data: "notBreaching",
      metric_query: [
        {
          id: "balancer",
          metric: {
            namespace: "AWS/ApplicationELB",
            metric_name: "ClientTLSNegotiationErrorCount",
            dimensions: { LoadBalancer: "app/web/50dc6c495c0c9188" },
            period: 900,
            stat: "Sum",
          },
        },
        { id: "seen", metric: { namespace: "TlsMirror", metric_name: "HandshakesFailed", period: 900, stat: "Sum" } },
        { id: "unseen", expression: "FILL(balancer, 0) - 2 * FILL(seen, 0)", return_data: true },
      ],
    });
    expect(names(alarms({}))).not.toContain("tls-mirror demo failures unseen");
    expect(names(alarms({ loadBalancerArn, watchUnseenFailures: false }))).toEqual(names(alarms({})));
  });

  test("look at the oldest that waits to be analyzed, and to be uploaded", () => {
    const found = named(alarms({ uploadLagSeconds: 120 }));
    const late = { statistic: "Maximum", threshold: 120, treat_missing_data: "notBreaching" };

    expect(found.get("tls-mirror demo processing behind")).toMatchObject({
      metric_name: "ProcessingBacklogAge",
      ...late,
    });
    expect(found.get("tls-mirror demo upload lag")).toMatchObject({ metric_name: "UploadLag", ...late });
  });

  test("look at the fullest disk where its budget is known, also if only to Terraform", () => {
    expect(named(alarms({ diskBudgetBytes: 1000, diskUsedPercent: 60 })).get("tls-mirror demo disk")).toMatchObject({
      metric_query: [
        { id: "backlog", metric: { metric_name: "ProcessingBacklogBytes", stat: "Maximum" } },
        { id: "spool", metric: { metric_name: "SpoolBytes", stat: "Maximum" } },
        { id: "used", expression: "100 * (backlog + spool) / 1000", return_data: true },
      ],
      threshold: 60,
      treat_missing_data: "notBreaching",
    });

    const byTerraform = named((stack) => {
      alarms({ diskBudgetBytes: new TerraformVariable(stack, "budget", { type: "number" }).numberValue })(stack);
    });
    expect(byTerraform.get("tls-mirror demo disk")?.["metric_query"]).toContainEqual(
      expect.objectContaining({ expression: "100 * (backlog + spool) / ${var.budget}" }),
    );
  });

  test("take a target group without any health for a listener that is gone", () => {
    expect(named(withBalancer({})).get("tls-mirror demo no healthy appliance")).toMatchObject({
      namespace: "AWS/NetworkELB",
      metric_name: "HealthyHostCount",
      dimensions: {
        LoadBalancer: expect.stringMatching(/^\$\{aws_lb\.\w+\.arn_suffix\}$/) as string,
        TargetGroup: expect.stringMatching(/^\$\{aws_lb_target_group\.\w+\.arn_suffix\}$/) as string,
      },
      statistic: "Minimum",
      threshold: 1,
      treat_missing_data: "breaching",
    });
  });

  test("take no bytes at all for nothing mirrored", () => {
    expect(named(withBalancer({ quietMinutes: 60 })).get("tls-mirror demo nothing mirrored")).toMatchObject({
      namespace: "AWS/NetworkELB",
      metric_name: "ProcessedBytes_UDP",
      statistic: "Sum",
      evaluation_periods: 60,
      threshold: 1,
      treat_missing_data: "breaching",
    });
  });

  test("do not take an appliance's own probes for mirrored packets", () => {
    expect(named(alarms({ virtualNetworkIds: [7] })).get("tls-mirror demo VNI 7 quiet")).toMatchObject({
      metric_name: "PacketsReceived",
      dimensions: { Deployment: "demo", Vni: "7" },
      statistic: "Maximum",
      comparison_operator: "LessThanOrEqualToThreshold",
      threshold: 6,
      treat_missing_data: "missing",
    });
  });

  test("tell the topics when they go off and when they are over, and nobody otherwise", () => {
    for (const alarm of named(withBalancer({ alarmActionArns: [TOPIC], virtualNetworkIds: [7] })).values()) {
      expect(alarm).toMatchObject({ alarm_actions: [TOPIC], ok_actions: [TOPIC] });
    }
    for (const alarm of named(alarms({})).values()) expect(alarm["alarm_actions"]).toEqual([]);
  });

  test("carry their deployment's tags", () => {
    for (const alarm of named(alarms({ expiresAt: "2026-12-31T18:00:00Z" })).values()) {
      expect(alarm["tags"]).toMatchObject({
        "tls-mirror:deployment": "demo",
        "tls-mirror:expires-at": "2026-12-31T18:00:00Z",
      });
    }
  });

  test("keep the addresses of what is deployed", () => {
    expect(
      synth(withBalancer({ virtualNetworkIds: [7], diskBudgetBytes: 1000 }))
        .addresses()
        .filter((address) => address.includes("Alarms")),
    ).toMatchInlineSnapshot(`
     [
       "aws_cloudwatch_dashboard.Alarms_04B5A0BF",
       "aws_cloudwatch_metric_alarm.Alarms_CaptureDead_1F26FD4F",
       "aws_cloudwatch_metric_alarm.Alarms_DiskUsed_305FC7E5",
       "aws_cloudwatch_metric_alarm.Alarms_NoHealthyAppliance_F775887E",
       "aws_cloudwatch_metric_alarm.Alarms_NothingMirrored_F3F1EDF8",
       "aws_cloudwatch_metric_alarm.Alarms_PacketsDropped_33CDCED0",
       "aws_cloudwatch_metric_alarm.Alarms_ProcessingBehind_D77CEBF3",
       "aws_cloudwatch_metric_alarm.Alarms_Quiet7_41799419",
       "aws_cloudwatch_metric_alarm.Alarms_UploadLag_EA9BE89D",
       "data.aws_region.Alarms_Region_50F26BF6",
     ]
    `);
  });
});

describe("the dashboard", () => {
  const full = withBalancer({ loadBalancerArn: LOAD_BALANCER });

  test("shows the load balancer's failed handshakes beside our own count", () => {
    const [first] = widgets(full);

    expect(first?.properties.metrics).toEqual([
      [
        "AWS/ApplicationELB",
        "ClientTLSNegotiationErrorCount",
        "LoadBalancer",
        "app/web/50dc6c495c0c9188",
        { label: "ClientTLSNegotiationErrorCount", stat: "Sum" },
      ],
      ["TlsMirror", "HandshakesFailed", "Deployment", "demo", { label: "failed, captured", stat: "Sum" }],
    ]);
  });

  test("shows our own count alone where the load balancer is not named", () => {
    expect(widgets(alarms({}))[0]?.properties.metrics).toHaveLength(1);
    expect(JSON.stringify(widgets(alarms({})))).not.toContain("AWS/NetworkELB");
  });

  test("shows all the alarms", () => {
    const shown = widgets(full).find(({ type }) => type === "alarm")?.properties.alarms;

    expect(shown).toHaveLength(names(full).length);
  });
});
