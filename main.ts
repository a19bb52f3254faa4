import { readFileSync } from "node:fs";
import type { TerraformStack } from "cdktf";
import { App, TerraformOutput } from "cdktf";
import { UserError } from "./modules/contracts";
import type { CaptureFleet, CaptureInstance } from "./modules/mirror";
import { CollectorReference } from "./modules/mirror";
import { CollectorStack } from "./modules/mirror/app/collector-stack";
import { missingSettingsFile, wrongStack } from "./modules/mirror/app/errors";
import type { OneAccountSettings } from "./modules/mirror/app/one-account-settings";
import { readSettings } from "./modules/mirror/app/settings";
import type { Settings } from "./modules/mirror/app/settings";
import { SingleAccountStack } from "./modules/mirror/app/single-account-stack";
import { COLLECTOR_OUTPUT, SourceStack } from "./modules/mirror/app/source-stack";
import type { SplitSettings } from "./modules/mirror/app/split-settings";
import { acceptsFor } from "./modules/mirror/app/split-settings";

/**
 * Settings that a clone brings along, for a rehearsal without an account of one's own. Their account is invented, and
 * Terraform refuses to deploy them in any other.
 */
const EXAMPLE_SETTINGS = "examples/one-account/settings.json";

/** Writes the Terraform of one deployment to `cdktf.out`, and nothing to the terminal: the CDKTF CLI reads it as errors. */
export function main(environment: Readonly<Record<string, string | undefined>>): void {
  const path = environment["TLS_MIRROR_SETTINGS"] ?? EXAMPLE_SETTINGS;
  const settings = readSettings({ path, text: contentOf(path), environment });
  const app = new App();
  compose(app, settings);

  const problems = app.node.findAll().flatMap((construct) => problemsOf(construct.node));
  if (problems.length > 0) throw wrongStack(problems);
  app.synth();
}

/** Adds the stacks and their outputs to the app. */
export function compose(app: App, settings: Settings): void {
  if (settings.shape === "one-account") addSingleAccount(app, settings);
  else addSides(app, settings);
}

function addSingleAccount(app: App, settings: OneAccountSettings): void {
  const stack = new SingleAccountStack(app, "tls-mirror", settings);
  addSourceOutputs(stack);
  addApplianceOutputs(stack, stack.appliance);
  output(stack, "mirror_target_id", stack.target.targetId, "Target, for further sessions");
  output(stack, "virtual_network_id", settings.virtualNetworkId, "VXLAN network identifier of the mirrored packets");
}

/** One stack for each collector and one for each source, which CDKTF deploys after the collector that it sends to. */
function addSides(app: App, { deployment, expiresAt, collectors, sources, state }: SplitSettings): void {
  const stateOf = (id: string) =>
    state && { ...state, key: `${state.key ?? `tls-mirror/${deployment}`}/${id}.tfstate` };
  const outputs = new Map(
    collectors.map((collector) => {
      const id = `collector-${collector.region}`;
      const own = sources.filter(({ region }) => region === collector.region);
      const stack = new CollectorStack(app, id, { deployment, expiresAt, collector, sources: own, state: stateOf(id) });
      addCollectorOutputs(stack);
      return [collector.region, stack.outputs];
    }),
  );
  const stacks = sources.map((source) => {
    const id = `source-${source.name}`;
    const collector = outputs.get(source.region);
    const stack = new SourceStack(app, id, { deployment, expiresAt, source, collector, state: stateOf(id) });
    addSourceOutputs(stack);
    return stack;
  });
  for (const stack of stacks) {
    const first = stacks.find(({ source }) => acceptsFor(source, stack.source));
    if (first !== undefined && first !== stack) stack.addDependency(first);
  }
}

function addCollectorOutputs(stack: CollectorStack): void {
  const told = CollectorReference.toOutput(stack.outputs);
  output(stack, COLLECTOR_OUTPUT, told, "What sources in other pipelines must know, for their remote state");
  if (stack.parameter !== undefined) {
    output(stack, "collector_parameter_arn", stack.parameter.parameterArn, "Parameter that holds the same as JSON");
  }
  if (stack.appliance !== undefined) addApplianceOutputs(stack, stack.appliance);
  if (stack.fleet !== undefined) addFleetOutputs(stack, stack.fleet);
}

function addApplianceOutputs(stack: TerraformStack, { instanceId, privateIp, role }: CaptureInstance): void {
  output(stack, "appliance_instance_id", instanceId, "Instance that captures, for Session Manager");
  output(stack, "appliance_private_ip", privateIp, "Address that the mirrored packets are sent to");
  output(stack, "appliance_role_arn", role.roleArn, "Role of the appliance, for the policy of its bucket");
}

function addFleetOutputs(stack: TerraformStack, { autoScalingGroupName, role }: CaptureFleet): void {
  output(stack, "auto_scaling_group_name", autoScalingGroupName, "Group of the machines that capture");
  output(stack, "appliance_role_arn", role.roleArn, "Role of the machines, for the policy of their bucket");
}

function addSourceOutputs(stack: SingleAccountStack | SourceStack): void {
  const { interfaceIds } = stack.interfaces;
  output(stack, "mirrored_interface_ids", interfaceIds, "Interfaces of the load balancer, each mirrored");
  output(stack, "mirror_filter_id", stack.filter.filterId, "Filter, for further sessions in this account");
  if (stack.coverage !== undefined) {
    const { stateMachineArn } = stack.coverage;
    output(stack, "coverage_state_machine_arn", stateMachineArn, "Check of the interfaces, to run it by hand");
  }
}

function output(stack: TerraformStack, id: string, value: unknown, description: string): void {
  new TerraformOutput(stack, id, { value, description, staticId: true });
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw missingSettingsFile(path);
    throw error;
  }
}

function problemsOf(node: App["node"]): string[] {
  return node.validate().map((problem) => `[${node.path}] ${problem}`);
}

if (require.main === module) {
  try {
    main(process.env);
  } catch (error) {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = error instanceof UserError ? error.exitCode : 1;
  }
}
