import { readFileSync } from "node:fs";
import { App, TerraformOutput } from "cdktf";
import { UserError } from "./modules/contracts";
import { missingSettingsFile, wrongStack } from "./modules/mirror/app/errors";
import type { Settings } from "./modules/mirror/app/settings";
import { readSettings } from "./modules/mirror/app/settings";
import { SingleAccountStack } from "./modules/mirror/app/single-account-stack";

/** Settings that a clone brings along, for a rehearsal without an account of one's own. */
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

/** Adds the stack and its outputs to the app. */
export function compose(app: App, settings: Settings): SingleAccountStack {
  const stack = new SingleAccountStack(app, "tls-mirror", settings);
  const output = (id: string, value: unknown, description: string) =>
    new TerraformOutput(stack, id, { value, description, staticId: true });

  output("mirrored_interface_ids", stack.interfaces.interfaceIds, "Interfaces of the load balancer, each mirrored");
  output("mirror_filter_id", stack.filter.filterId, "Filter, for further sessions in this account");
  output("mirror_target_id", stack.target.targetId, "Target, for further sessions");
  output("virtual_network_id", settings.virtualNetworkId, "VXLAN network identifier of the mirrored packets");
  output("appliance_instance_id", stack.appliance.instanceId, "Instance that captures, for Session Manager");
  output("appliance_private_ip", stack.appliance.privateIp, "Address that the mirrored packets are sent to");
  output("appliance_role_arn", stack.appliance.role.roleArn, "Role of the appliance, for the policy of its bucket");
  return stack;
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
