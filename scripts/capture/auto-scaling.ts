import { $ } from "zx/core";
import { DRAIN_HOOK_NAME, fleetName } from "../../modules/contracts";
import { autoScalingRefused } from "./errors";
import type { InstanceMetadata } from "./instance-metadata";
import type { LifeCycle } from "./termination";

const run = $({ nothrow: true, quiet: true });

/** The life of this machine in the deployment's fleet, by the AWS CLI that Amazon Linux brings along. */
export function fleetLifeCycle(deployment: string, metadata: InstanceMetadata): LifeCycle {
  const call = async (operation: string, ...options: string[]) => {
    const [instanceId, region] = await Promise.all([metadata.instanceId(), metadata.region()]);
    const hook = ["--auto-scaling-group-name", fleetName(deployment), "--lifecycle-hook-name", DRAIN_HOOK_NAME];
    const machine = ["--instance-id", instanceId, "--region", region];
    const ended = await run`aws autoscaling ${operation} ${hook} ${machine} ${options}`;
    if (ended.exitCode !== 0) throw autoScalingRefused(operation, ended.stderr.trim());
  };
  return {
    isToBeTerminated: async () => (await metadata.targetLifeCycleState()) === "Terminated",
    holdOn: async () => call("record-lifecycle-action-heartbeat"),
    letGo: async () => call("complete-lifecycle-action", "--lifecycle-action-result", "CONTINUE"),
  };
}
