/** What a fleet of appliances and each of its machines know of each other without being told. */

/** Life-cycle hook that holds a machine which is to go away until it has uploaded what it stored. */
export const DRAIN_HOOK_NAME = "tls-mirror-drain";

/** Name of the deployment's Auto Scaling group, one in a Region. */
export function fleetName(deployment: string): string {
  return `tls-mirror-${deployment}`;
}
