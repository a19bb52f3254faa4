import { Token } from "cdktf";
import { notWhole } from "../errors";
import { lockDefeatsForceDestroy, lockHalfGiven, lockOutlastsRetention } from "./errors";
import { isOutside } from "../whole-number";

/** Who may still delete a locked object. */
export enum ObjectLockMode {
  /** Those with the right `s3:BypassGovernanceRetention`. */
  GOVERNANCE = "GOVERNANCE",
  /** Nobody, the account's root user included. */
  COMPLIANCE = "COMPLIANCE",
}

/** What is asked about locks, defaults filled in. */
export interface LockRequest {
  readonly objectLockMode?: ObjectLockMode;
  readonly objectLockDays?: number;
  readonly captureRetentionDays: number;
  readonly findingsRetentionDays: number;
  readonly forceDestroy: boolean;
}

/** What keeps objects from being locked as asked; empty when nothing does. */
export function lockProblems(request: LockRequest): string[] {
  const { objectLockMode: mode, objectLockDays: days } = request;
  if (mode === undefined) return days === undefined ? [] : [lockHalfGiven("objectLockDays", "objectLockMode")];
  if (days === undefined) return [lockHalfGiven("objectLockMode", "objectLockDays")];
  if (isOutside(days, 1, Number.MAX_SAFE_INTEGER)) return [notWhole("objectLockDays", days, 1, "days")];

  const outlasts = (property: "captureRetentionDays" | "findingsRetentionDays") => {
    const retention = request[property];
    const known = !Token.isUnresolved(days) && !Token.isUnresolved(retention);
    return known && days > retention ? [lockOutlastsRetention(days, property, retention)] : [];
  };
  return [
    ...outlasts("captureRetentionDays"),
    ...outlasts("findingsRetentionDays"),
    ...(mode === ObjectLockMode.COMPLIANCE && request.forceDestroy ? [lockDefeatsForceDestroy()] : []),
  ];
}
