import { Token } from "cdktf";
import { DEPLOYMENT_TAG, EXPIRES_AT_TAG, MANAGED_BY_TAG } from "../contracts";
import { badDeploymentName, notATimestamp } from "./errors";

/** Date and time of RFC 3339 section 5.6. */
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

/** What keeps `deployment` from naming tags, folders and resources; empty when nothing does. */
export function deploymentProblems(deployment: string): string[] {
  const valid = Token.isUnresolved(deployment) || /^[a-z][a-z0-9-]{0,62}$/.test(deployment);
  return valid ? [] : [badDeploymentName(deployment)];
}

/** What keeps `expiresAt` from being a point in time; empty when nothing does, or none is given. */
export function expiryProblems(expiresAt: string | undefined): string[] {
  if (expiresAt === undefined || Token.isUnresolved(expiresAt)) return [];
  const [, date] = TIMESTAMP.exec(expiresAt) ?? [];
  return date !== undefined && isCalendarDate(date) ? [] : [notATimestamp("expiresAt", expiresAt)];
}

/** Tags that say to which deployment a resource belongs, that Terraform looks after it, and when it should be gone. */
export function ownershipTags(deployment: string, expiresAt?: string): Record<string, string> {
  return {
    Name: `tls-mirror ${deployment}`,
    [DEPLOYMENT_TAG]: deployment,
    [MANAGED_BY_TAG]: "terraform",
    ...(expiresAt === undefined ? {} : { [EXPIRES_AT_TAG]: expiresAt }),
  };
}

/** The 30th of February is read as the 2nd of March. */
function isCalendarDate(date: string): boolean {
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
}
