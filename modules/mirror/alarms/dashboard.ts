import { METRICS_NAMESPACE } from "../../contracts";
import type { ICaptureLoadBalancer } from "../appliance/capture-load-balancer";
import { CaptureMetric } from "./capture-metrics";
import { coverageDimensions, CoverageMetric } from "../coverage/coverage-metrics";
import type { ISessionCoverage } from "../coverage/session-coverage";

/** What a dashboard shows. */
export interface DashboardRequest {
  readonly deployment: string;
  readonly region: string;
  /** `app/NAME/ID` of the balancer that is mirrored; undefined: only our own count is shown. */
  readonly loadBalancerArnSuffix?: string;
  readonly captureLoadBalancer?: ICaptureLoadBalancer;
  readonly sessionCoverage?: ISessionCoverage;
  /** ARNs of the alarms. */
  readonly alarmArns: readonly string[];
}

/** Name of a metric, its dimensions as name and value by turns, and how it is shown. */
type MetricLine = readonly (string | { readonly label?: string; readonly stat?: string })[];

/** A dashboard is 24 columns wide; two widgets stand side by side. */
const WIDTH = 12;
const HEIGHT = 6;

/**
 * Body of a CloudWatch dashboard, as JSON. Strings in it may be tokens.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardBody(request: DashboardRequest): string {
  const { deployment, region, captureLoadBalancer: balancer, sessionCoverage: coverage } = request;
  const own = (name: string, label: string, stat = "Sum"): MetricLine => [
    METRICS_NAMESPACE,
    name,
    "Deployment",
    deployment,
    { label, stat },
  ];
  const graph = (title: string, metrics: readonly MetricLine[], period = 60) => ({
    type: "metric",
    properties: { title, region, view: "timeSeries", stacked: false, period, metrics },
  });
  const widgets = [
    graph("Failed handshakes: what the load balancer counts, and what the capture shows", [
      ...balancerErrors(request.loadBalancerArnSuffix),
      own(CaptureMetric.HANDSHAKES_FAILED, "failed, captured"),
    ]),
    graph("Handshakes captured", [
      own(CaptureMetric.HANDSHAKES_COMPLETED, "completed"),
      own(CaptureMetric.HANDSHAKES_FAILED, "failed"),
    ]),
    graph("Mirrored packets", [
      own(CaptureMetric.PACKETS_RECEIVED, "received"),
      own(CaptureMetric.PACKETS_CAPTURED, "captured"),
    ]),
    graph("Mirrored packets that arrived and were lost", [
      own(CaptureMetric.PACKETS_DROPPED_BY_KERNEL, "dropped by the kernel"),
      own(CaptureMetric.PACKETS_DROPPED_BY_DEVICE, "dropped by the device"),
    ]),
    graph("Oldest that waits, in seconds", [
      own(CaptureMetric.PROCESSING_BACKLOG_AGE, "to be analyzed, slowest appliance", "Maximum"),
      own(CaptureMetric.UPLOAD_LAG, "to be uploaded, slowest appliance", "Maximum"),
    ]),
    graph("Disk taken by what waits, in bytes", [
      own(CaptureMetric.PROCESSING_BACKLOG_BYTES, "to be analyzed, fullest appliance", "Maximum"),
      own(CaptureMetric.SPOOL_BYTES, "to be uploaded, fullest appliance", "Maximum"),
    ]),
    ...(balancer === undefined ? [] : balancerHealth(balancer).map(({ title, metrics }) => graph(title, metrics))),
    ...(coverage === undefined
      ? []
      : [graph("Interfaces of the load balancer", interfaceCounts(deployment, coverage), coverage.periodSeconds)]),
    { type: "alarm", properties: { title: "Alarms", alarms: request.alarmArns } },
  ];
  return JSON.stringify({ widgets: widgets.map((widget, index) => ({ ...placeOf(index), ...widget })) });
}

/** The load balancer's count is there only where it is not zero. */
function balancerErrors(suffix: string | undefined): MetricLine[] {
  if (suffix === undefined) return [];
  const label = "ClientTLSNegotiationErrorCount";
  return [["AWS/ApplicationELB", label, "LoadBalancer", suffix, { label, stat: "Sum" }]];
}

function balancerHealth(balancer: ICaptureLoadBalancer) {
  const of = ["LoadBalancer", balancer.loadBalancerArnSuffix];
  const group = ["TargetGroup", balancer.targetGroupArnSuffix];
  const health = (name: string, label: string, stat: string): MetricLine => [
    "AWS/NetworkELB",
    name,
    ...group,
    ...of,
    { label, stat },
  ];
  return [
    {
      title: "Appliances behind the Network Load Balancer",
      metrics: [health("HealthyHostCount", "healthy", "Minimum"), health("UnHealthyHostCount", "unhealthy", "Maximum")],
    },
    {
      title: "UDP that the Network Load Balancer passed on, in bytes",
      metrics: [["AWS/NetworkELB", "ProcessedBytes_UDP", ...of, { label: "bytes", stat: "Sum" }]],
    },
  ];
}

function interfaceCounts(deployment: string, { loadBalancerArnSuffix }: ISessionCoverage): MetricLine[] {
  const of = Object.entries(coverageDimensions({ deployment, loadBalancerArnSuffix })).flat();
  const most = (name: string, label: string): MetricLine => [
    METRICS_NAMESPACE,
    name,
    ...of,
    { label, stat: "Maximum" },
  ];
  return [
    most(CoverageMetric.BALANCER_INTERFACES, "there"),
    most(CoverageMetric.UNMIRRORED_INTERFACES, "without a session"),
  ];
}

function placeOf(index: number) {
  return { x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT, width: WIDTH, height: HEIGHT };
}
