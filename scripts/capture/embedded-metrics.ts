import { METRICS_NAMESPACE, metricsLogGroup } from "../../modules/contracts";

/** One number of one interval. */
export interface Metric {
  readonly name: string;
  readonly unit: "Count" | "Bytes" | "Seconds";
  readonly value: number;
}

/** Member of a line that has metrics; CloudWatch's directive. */
const DIRECTIVE = "_aws";

/**
 * Fields that make a log line metrics of the deployment, once for each of `dimensionSets`, whose values are text.
 *
 * CloudWatch's embedded metric format:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(
  deployment: string,
  dimensionSets: readonly Readonly<Record<string, string>>[],
  metrics: readonly Metric[],
  time: Date,
): Record<string, unknown> {
  const sets = dimensionSets.map((dimensions) => ({ Deployment: deployment, ...dimensions }));
  return {
    [DIRECTIVE]: {
      Timestamp: time.getTime(),
      // For the CloudWatch agent, which sends the line there.
      LogGroupName: metricsLogGroup(deployment),
      CloudWatchMetrics: [
        {
          Namespace: METRICS_NAMESPACE,
          Dimensions: sets.map((dimensions) => Object.keys(dimensions)),
          Metrics: metrics.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    ...Object.fromEntries(sets.flatMap((dimensions) => Object.entries(dimensions))),
    ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
  };
}

/** Whether a log line has metrics. */
export function hasMetrics(jsonLine: string): boolean {
  return jsonLine.includes(`"${DIRECTIVE}":{`);
}
