import { Token } from "cdktf";
import { notWhole, notWholeWithin } from "../errors";
import { isOutside } from "../whole-number";
import { zoneProblems } from "./capture-checks";
import { sizesOutOfOrder } from "./errors";

/** What is asked of a fleet beyond its machines, defaults filled in. */
export interface FleetRequest {
  readonly subnetIds: readonly string[];
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredCapacity: number;
  readonly targetPacketsPerSecond: number;
  readonly scaleOutDiskPercent: number;
  readonly instanceWarmupSeconds: number;
  readonly healthCheckGracePeriodSeconds: number;
  readonly drainHeartbeatSeconds: number;
}

/** The limits of AWS (PutLifecycleHook). */
const HEARTBEAT_SECONDS = { least: 30, most: 7200 };

/** What is wrong with a fleet; empty when nothing is. Tokens are let through. */
export function fleetProblems(request: FleetRequest): string[] {
  const { scaleOutDiskPercent, drainHeartbeatSeconds } = request;
  const { least, most } = HEARTBEAT_SECONDS;
  return [
    ...zoneProblems(request.subnetIds),
    ...sizeProblems(request),
    ...atLeast("targetPacketsPerSecond", request.targetPacketsPerSecond, 1, "packets"),
    ...within("scaleOutDiskPercent", scaleOutDiskPercent, 1, 99, "percent"),
    ...atLeast("instanceWarmupSeconds", request.instanceWarmupSeconds, 0, "seconds"),
    ...atLeast("healthCheckGracePeriodSeconds", request.healthCheckGracePeriodSeconds, 0, "seconds"),
    ...within("drainHeartbeatSeconds", drainHeartbeatSeconds, least, most, "seconds"),
  ];
}

function sizeProblems({ minSize, desiredCapacity, maxSize }: FleetRequest): string[] {
  const problems = [
    ...atLeast("minSize", minSize, 1, "machines"),
    ...atLeast("desiredCapacity", desiredCapacity, 1, "machines"),
    ...atLeast("maxSize", maxSize, 1, "machines"),
  ];
  const areKnown = ![minSize, desiredCapacity, maxSize].some((size) => Token.isUnresolved(size));
  if (problems.length > 0 || !areKnown) return problems;
  const isRising = minSize <= desiredCapacity && desiredCapacity <= maxSize;
  return isRising ? [] : [sizesOutOfOrder(minSize, desiredCapacity, maxSize)];
}

function atLeast(property: string, value: number, least: number, unit: string): string[] {
  return isOutside(value, least, Number.MAX_SAFE_INTEGER) ? [notWhole(property, value, least, unit)] : [];
}

function within(property: string, value: number, least: number, most: number, unit: string): string[] {
  return isOutside(value, least, most) ? [notWholeWithin(property, value, least, most, unit)] : [];
}
