/** CloudWatch namespace of everything that appliances count. */
export const METRICS_NAMESPACE = "TlsMirror";

/** Log group of CloudWatch Logs that a deployment's counts go to, and become metrics. */
export function metricsLogGroup(deployment: string): string {
  return `/tls-mirror/${deployment}`;
}
