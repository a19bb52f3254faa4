import type { ModuleStack } from "../../modules/mirror/export/module-stack";
import { AWS_PROVIDER_RANGE, TERRAFORM_RANGE } from "../../modules/mirror/export/module-stack";
import type { ModuleVariable } from "../../modules/mirror/export/module-variable";

/** README.md of a module: what it makes, its example, its inputs and outputs. */
export function readme(module: ModuleStack, example: string): string {
  const { title, summary } = module.about;
  const required = module.variables.filter((variable) => variable.default === undefined);
  const optional = module.variables.filter((variable) => variable.default !== undefined);
  return `<!-- Written by \`npm run export-module\`. -->

# ${title}

${summary}

\`\`\`hcl
${example.trim()}
\`\`\`

It is the module's own example, \`examples/basic\`. From elsewhere give \`source\` as
[docs/terraform-module.md](../../docs/terraform-module.md) tells.

## Requirements

Terraform \`${TERRAFORM_RANGE}\`, provider \`hashicorp/aws\` \`${AWS_PROVIDER_RANGE}\`. The provider's configuration is the caller's.
\`terraform test\` runs the module's tests without an account.

## Inputs

${table(
  ["name", "type", "default", "description"],
  [...required, ...optional].map((variable) => [
    `\`${variable.name}\``,
    `\`${variable.type.replace(/\s+/g, " ")}\``,
    defaultOf(variable),
    variable.description,
  ]),
)}

## Outputs

${table(
  ["name", "description"],
  module.outputs.map(({ name, description }) => [`\`${name}\``, description]),
)}
`;
}

function defaultOf({ default: value }: ModuleVariable): string {
  return value === undefined ? "required" : `\`${JSON.stringify(value)}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
