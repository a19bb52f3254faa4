import type { TerraformStack } from "cdktf";
import type { SessionCoverageProps } from "../coverage/session-coverage";
import { SessionCoverage } from "../coverage/session-coverage";
import { actionsWithoutCoverage } from "./errors";
import type { SettingsReader } from "./settings-reader";

/** Whether a load balancer's interfaces are held against the sessions, and who is told: settings of its side. */
export interface CoverageOptions {
  /** Whether to look every five minutes. Default true. */
  readonly watchCoverage?: boolean;
  /** ARNs of SNS topics that are told. Default: none. */
  readonly alarmActionArns?: string[];
}

export function readCoverageOptions(reader: SettingsReader): CoverageOptions {
  const watchCoverage = reader.flag("watchCoverage");
  const alarmActionArns = reader.texts("alarmActionArns");
  if (watchCoverage === false && alarmActionArns !== undefined) {
    reader.refuse(actionsWithoutCoverage(reader.place("alarmActionArns"), reader.place("watchCoverage")));
  }
  return { watchCoverage, alarmActionArns };
}

/** Adds the check to the load balancer's side, unless it is not wanted. */
export function addCoverage(
  stack: TerraformStack,
  { watchCoverage, alarmActionArns }: CoverageOptions,
  props: SessionCoverageProps,
): SessionCoverage | undefined {
  if (!(watchCoverage ?? true)) return undefined;
  return new SessionCoverage(stack, "Coverage", { ...props, alarmActionArns });
}
