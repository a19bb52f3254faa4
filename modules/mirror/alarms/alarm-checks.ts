import { Token } from "cdktf";
import { alarmActionProblems } from "../alarm-actions";
import { notWhole, notWholeWithin } from "../errors";
import { loadBalancerArnProblems } from "../load-balancer-arn";
import { deploymentProblems, expiryProblems } from "../ownership";
import { virtualNetworkIdProblems } from "../sessions/session-checks";
import { isOutside } from "../whole-number";
import type { AlarmRequest } from "./alarm";
import { unknownVirtualNetworkId } from "./errors";

/** An alarm looks back for a day at most (PutMetricAlarm). */
const DAY_MINUTES = 1440;

/** What is wrong with alarms; empty when nothing is. Tokens are let through. */
export function alarmProblems(request: AlarmRequest): string[] {
  return [
    ...deploymentProblems(request.deployment),
    ...expiryProblems(request.expiresAt),
    ...alarmActionProblems(request.alarmActionArns),
    ...(request.loadBalancerArn === undefined ? [] : loadBalancerArnProblems(request.loadBalancerArn)),
    ...request.virtualNetworkIds.flatMap((vni) =>
      Token.isUnresolved(vni) ? [unknownVirtualNetworkId()] : virtualNetworkIdProblems("virtualNetworkIds", vni),
    ),
    ...minutesProblems("deadMinutes", request.deadMinutes),
    ...minutesProblems("quietMinutes", request.quietMinutes),
    ...(isOutside(request.droppedPackets, 0, Number.MAX_SAFE_INTEGER)
      ? [notWhole("droppedPackets", request.droppedPackets, 0, "packets")]
      : []),
    ...(isOutside(request.unseenFailures, 0, Number.MAX_SAFE_INTEGER)
      ? [notWhole("unseenFailures", request.unseenFailures, 0, "handshakes")]
      : []),
    ...(isOutside(request.diskUsedPercent, 1, 100)
      ? [notWholeWithin("diskUsedPercent", request.diskUsedPercent, 1, 100, "percent")]
      : []),
    ...(request.diskBudgetBytes !== undefined && isOutside(request.diskBudgetBytes, 1, Number.MAX_SAFE_INTEGER)
      ? [notWhole("diskBudgetBytes", request.diskBudgetBytes, 1, "bytes")]
      : []),
    ...(isOutside(request.uploadLagSeconds, 1, Number.MAX_SAFE_INTEGER)
      ? [notWhole("uploadLagSeconds", request.uploadLagSeconds, 1, "seconds")]
      : []),
  ];
}

function minutesProblems(property: string, minutes: number): string[] {
  return isOutside(minutes, 1, DAY_MINUTES) ? [notWholeWithin(property, minutes, 1, DAY_MINUTES, "minutes")] : [];
}
