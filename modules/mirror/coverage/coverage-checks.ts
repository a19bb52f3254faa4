import { Token } from "cdktf";
import { alarmActionProblems } from "../alarm-actions";
import { notWholeWithin } from "../errors";
import { loadBalancerArnProblems } from "../load-balancer-arn";
import { deploymentProblems, expiryProblems } from "../ownership";
import { isOutside } from "../whole-number";
import { unknownInterval } from "./errors";

/** What is asked of a check, defaults filled in. */
export interface CoverageCheckRequest {
  readonly deployment: string;
  readonly expiresAt?: string;
  readonly loadBalancerArn: string;
  readonly everyMinutes: number;
  readonly alarmActionArns: readonly string[];
}

/** Checks on end without the metric at 0 before the alarm goes off. */
export const CHECKS_TO_ALARM = 3;

/** An alarm looks back for a day at most (PutMetricAlarm). */
const MOST_MINUTES = 1440 / CHECKS_TO_ALARM;

/** What is wrong with a check; empty when nothing is. Tokens are let through, but for the interval. */
export function coverageProblems(request: CoverageCheckRequest): string[] {
  const { everyMinutes } = request;
  return [
    ...deploymentProblems(request.deployment),
    ...expiryProblems(request.expiresAt),
    ...loadBalancerArnProblems(request.loadBalancerArn),
    ...(Token.isUnresolved(everyMinutes) ? [unknownInterval()] : []),
    ...(isOutside(everyMinutes, 1, MOST_MINUTES)
      ? [notWholeWithin("everyMinutes", everyMinutes, 1, MOST_MINUTES, "minutes")]
      : []),
    ...alarmActionProblems(request.alarmActionArns),
  ];
}
