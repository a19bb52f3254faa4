import { METRICS_NAMESPACE } from "../../contracts";
import type { Alarm, AlarmRequest } from "./alarm";
import { noHealthyAppliance, nothingMirrored } from "./balancer-alarms";
import { CaptureMetric, diskUsedPercent, PROBES_PER_MINUTE } from "./capture-metrics";

/** The alarms that can be had for what is deployed. */
export function alarmList(request: AlarmRequest): Alarm[] {
  const { captureLoadBalancer, loadBalancerArnSuffix } = request;
  return [
    captureDead(request),
    packetsDropped(request),
    ...(loadBalancerArnSuffix === undefined || !request.watchUnseenFailures
      ? []
      : [failuresUnseen(loadBalancerArnSuffix, request)]),
    ...(request.watchUploads ? [processingBehind(request), uploadLag(request), ...diskUsed(request)] : []),
    ...(captureLoadBalancer === undefined
      ? []
      : [noHealthyAppliance(captureLoadBalancer), nothingMirrored(captureLoadBalancer, request.quietMinutes)]),
    ...request.virtualNetworkIds.map((vni) => identifierQuiet(request, vni)),
  ];
}

/** An appliance counts each minute, also when it counts nothing; so silence is what tells that it is dead. */
function captureDead({ deployment, deadMinutes }: AlarmRequest): Alarm {
  return {
    id: "CaptureDead",
    name: "capture dead",
    config: {
      alarmDescription: `No appliance has counted packets for ${deadMinutes} minutes: nothing is captured.`,
      ...captureMetric(deployment, CaptureMetric.PACKETS_RECEIVED, "SampleCount"),
      evaluationPeriods: deadMinutes,
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
    },
  };
}

function packetsDropped({ deployment, droppedPackets }: AlarmRequest): Alarm {
  const dropped = (id: string, metricName: string) => ({
    id,
    metric: {
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensions: { Deployment: deployment },
      period: 300,
      stat: "Sum",
    },
  });
  return {
    id: "PacketsDropped",
    name: "packets dropped",
    config: {
      alarmDescription:
        `More than ${droppedPackets} mirrored packets arrived and were lost within 5 minutes: ` +
        "the appliance is too slow. What AWS did not mirror is not counted here.",
      metricQuery: [
        dropped("kernel", CaptureMetric.PACKETS_DROPPED_BY_KERNEL),
        dropped("device", CaptureMetric.PACKETS_DROPPED_BY_DEVICE),
        { id: "dropped", expression: "kernel + device", label: "Packets dropped", returnData: true },
      ],
      evaluationPeriods: 1,
      comparisonOperator: "GreaterThanThreshold",
      threshold: droppedPackets,
      // Nothing counted is nothing known to be lost; "capture dead" tells that.
      treatMissingData: "notBreaching",
    },
  };
}

/**
 * Interfaces without a session are counted nowhere, but the balancer counts what fails on all of them. Twice as many
 * failures as are seen here, again and again, are more than the two counts differ by themselves.
 */
function failuresUnseen(suffix: string, { deployment, unseenFailures }: AlarmRequest): Alarm {
  const failures = (id: string, namespace: string, metricName: string, dimensions: Record<string, string>) => ({
    id,
    metric: { namespace, metricName, dimensions, period: 900, stat: "Sum" },
  });
  return {
    id: "FailuresUnseen",
    name: "failures unseen",
    config: {
      alarmDescription:
        `The load balancer counts more than ${unseenFailures} failed handshakes in 15 minutes beyond twice our own count: ` +
        "it has interfaces without a mirror session, or sessions that mirror nothing. Plan again to see the former.",
      metricQuery: [
        failures("balancer", "AWS/ApplicationELB", "ClientTLSNegotiationErrorCount", { LoadBalancer: suffix }),
        failures("seen", METRICS_NAMESPACE, CaptureMetric.HANDSHAKES_FAILED, { Deployment: deployment }),
        {
          id: "unseen",
          // Neither is there where it is zero.
          expression: "FILL(balancer, 0) - 2 * FILL(seen, 0)",
          label: "Failed handshakes unseen",
          returnData: true,
        },
      ],
      // Ours come later, by up to a rotation and its analysis.
      evaluationPeriods: 3,
      comparisonOperator: "GreaterThanThreshold",
      threshold: unseenFailures,
      treatMissingData: "notBreaching",
    },
  };
}

function processingBehind({ deployment, uploadLagSeconds }: AlarmRequest): Alarm {
  return {
    id: "ProcessingBehind",
    name: "processing behind",
    config: {
      alarmDescription:
        `A finished capture has waited for more than ${uploadLagSeconds} s to be analyzed: ` +
        "the appliance is too slow for what is mirrored.",
      ...captureMetric(deployment, CaptureMetric.PROCESSING_BACKLOG_AGE, "Maximum"),
      evaluationPeriods: 5,
      comparisonOperator: "GreaterThanThreshold",
      threshold: uploadLagSeconds,
      treatMissingData: "notBreaching",
    },
  };
}

/** Known only where the budget is. */
function diskUsed({ deployment, diskBudgetBytes, ...request }: AlarmRequest): Alarm[] {
  if (diskBudgetBytes === undefined) return [];
  return [
    {
      id: "DiskUsed",
      name: "disk",
      config: {
        alarmDescription:
          `What an appliance could not upload yet takes ${request.diskUsedPercent} % of its disk budget. ` +
          "At 100 % the oldest is removed.",
        metricQuery: diskUsedPercent(deployment, diskBudgetBytes),
        evaluationPeriods: 5,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        threshold: request.diskUsedPercent,
        treatMissingData: "notBreaching",
      },
    },
  ];
}

function uploadLag({ deployment, uploadLagSeconds }: AlarmRequest): Alarm {
  return {
    id: "UploadLag",
    name: "upload lag",
    config: {
      alarmDescription: `Findings or captures have waited for more than ${uploadLagSeconds} s to be uploaded.`,
      ...captureMetric(deployment, CaptureMetric.UPLOAD_LAG, "Maximum"),
      evaluationPeriods: 5,
      comparisonOperator: "GreaterThanThreshold",
      threshold: uploadLagSeconds,
      treatMissingData: "notBreaching",
    },
  };
}

/** The most of any machine in any minute: an idle one receives nothing but its own probes. */
function identifierQuiet({ deployment, quietMinutes }: AlarmRequest, vni: number): Alarm {
  const metric = captureMetric(deployment, CaptureMetric.PACKETS_RECEIVED, "Maximum");
  return {
    id: `Quiet${vni}`,
    name: `VNI ${vni} quiet`,
    config: {
      alarmDescription:
        `No mirrored packet has arrived with VNI ${vni} for ${quietMinutes} minutes: its sessions are gone, or the ` +
        "interfaces have no clients.",
      ...metric,
      dimensions: { ...metric.dimensions, Vni: String(vni) },
      evaluationPeriods: quietMinutes,
      comparisonOperator: "LessThanOrEqualToThreshold",
      threshold: PROBES_PER_MINUTE,
      // A capture that is dead says nothing about sessions.
      treatMissingData: "missing",
    },
  };
}

function captureMetric(deployment: string, metricName: string, statistic: string) {
  return { namespace: METRICS_NAMESPACE, metricName, dimensions: { Deployment: deployment }, statistic, period: 60 };
}
