import { badDeploymentName } from "../errors";
import type { ModuleVariable } from "./module-variable";
import { formRule } from "./variable-rules";

/** The name that every module asks for. */
export const DEPLOYMENT: ModuleVariable = {
  name: "deployment",
  type: "string",
  description:
    'Name of the deployment, for tags and folders: 1 to 63 characters of a-z, 0-9 and "-", beginning with a letter.',
  rules: [formRule("deployment", "^[a-z][a-z0-9-]{0,62}$", badDeploymentName("${var.deployment}"), "Web_Prod")],
};
