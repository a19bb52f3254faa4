import { ref, Token } from "cdktf";
import { EXPIRES_AT_TAG } from "../../contracts";
import { badDeploymentName, notATimestamp } from "../errors";
import { ownershipTags } from "../ownership";
import { given } from "./errors";
import type { ModuleStack } from "./module-stack";
import type { ModuleVariable } from "./module-variable";
import { formRule } from "./variable-rules";

/** Whose the resources of a module are, and until when; the same for every module. */
export const OWNER_VARIABLES: readonly ModuleVariable[] = [
  {
    name: "deployment",
    type: "string",
    description:
      'Name of the deployment, for tags and folders: 1 to 63 characters of a-z, 0-9 and "-", beginning with a letter.',
    rules: [formRule("deployment", "^[a-z][a-z0-9-]{0,62}$", badDeploymentName("${var.deployment}"), "Web_Prod")],
  },
  {
    name: "expires_at",
    type: "string",
    description:
      "When this should be gone, RFC 3339: a tag that tells people and cleaning jobs, and removes nothing by itself. Null adds no such tag.",
    default: null,
    rules: [
      {
        condition: '${var.expires_at == null || can(formatdate("YYYY", var.expires_at))}',
        message: notATimestamp("expires_at", given("expires_at")),
        refuses: { expires_at: "2026-02-30T18:00:00Z" },
      },
    ],
  },
];

/** What every resource of a module says of its owner, as tokens. */
export interface Owner {
  readonly deployment: string;
  readonly tags: Record<string, string>;
}

/** Adds the variables, and the tags that follow from them. */
export function addOwner(stack: ModuleStack): Owner {
  for (const variable of OWNER_VARIABLES) stack.addVariable(variable);
  const always = Object.entries(ownershipTags("${var.deployment}"));
  const lines = always.map(
    ([name, value]) => `"${name}" = ${value === "${var.deployment}" ? "var.deployment" : `"${value}"`}`,
  );
  const tags = stack.addLocal(
    "tags",
    ref(`{
      for name, value in {
        ${lines.join("\n")}
        "${EXPIRES_AT_TAG}" = var.expires_at
      } : name => value if value != null
    }`),
    "Who made this, and until when.",
  );
  return {
    deployment: Token.asString(ref("var.deployment")),
    tags: Token.asStringMap(tags.expression),
  };
}
