import { Token } from "cdktf";
import { DEPLOYMENT_TAG, MANAGED_BY_TAG } from "../contracts";
import { badDeploymentName } from "./errors";

/** What keeps `deployment` from naming tags, folders and resources; empty when nothing does. */
export function deploymentProblems(deployment: string): string[] {
  const valid = Token.isUnresolved(deployment) || /^[a-z][a-z0-9-]{0,62}$/.test(deployment);
  return valid ? [] : [badDeploymentName(deployment)];
}

/** Tags that say to which deployment a resource belongs, and that Terraform looks after it. */
export function ownershipTags(deployment: string): Record<string, string> {
  return { Name: `tls-mirror ${deployment}`, [DEPLOYMENT_TAG]: deployment, [MANAGED_BY_TAG]: "terraform" };
}
