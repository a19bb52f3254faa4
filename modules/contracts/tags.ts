/** Tags on everything this project creates in AWS. Run-time code touches only what carries its own deployment's tag. */

/** Name of the deployment that owns the resource. */
export const DEPLOYMENT_TAG = "tls-mirror:deployment";

/** Who creates and removes the resource: {@link ManagedBy}. */
export const MANAGED_BY_TAG = "tls-mirror:managed-by";

/** When the resource should be gone, RFC 3339. */
export const EXPIRES_AT_TAG = "tls-mirror:expires-at";

/** Who creates and removes a resource: Terraform, or the sessions command and its Lambda at run time. */
export type ManagedBy = "terraform" | "reconciler";
