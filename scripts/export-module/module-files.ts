import type { ModuleVariable } from "../../modules/mirror/export/module-variable";
import type { ModuleStack } from "../../modules/mirror/export/module-stack";
import { AWS_PROVIDER_RANGE, TERRAFORM_RANGE } from "../../modules/mirror/export/module-stack";
import type { Body, JsonObject, JsonValue } from "./hcl";
import { block, Expression, expression } from "./hcl";
import { readme } from "./readme";
import { refusalTests } from "./refusal-tests";

/** Stands on top of what is generated, so that nobody edits it by hand. */
export const HEADER = "# Written by `npm run export-module` from modules/mirror/export. Change it there.\n";

/** The part of a synthesized stack that a module holds. */
interface StackJson {
  readonly resource?: JsonObject;
  readonly data?: JsonObject;
  readonly module?: JsonObject;
  readonly check?: JsonObject;
  readonly locals?: JsonObject;
  readonly output?: JsonObject;
}

/** Files of a module by their path in its folder, not formatted yet. `example` is its examples/basic/main.tf. */
export function moduleFiles(module: ModuleStack, example: string): Map<string, string> {
  const stack = module.toTerraform() as StackJson;
  return new Map([
    ["main.tf", `${HEADER}\n${mainFile(stack, module.remarks)}`],
    ["variables.tf", [HEADER, ...module.variables.map(variableBlock)].join("\n")],
    ["outputs.tf", [HEADER, ...named("output", stack.output)].join("\n")],
    ["versions.tf", `${HEADER}\n${versionsBlock()}`],
    ["README.md", readme(module, example)],
    ["tests/refusals.tftest.hcl", `${HEADER}\n${refusalTests(module)}`],
  ]);
}

function mainFile(stack: StackJson, remarks: ReadonlyMap<string, string>): string {
  return [
    localsBlock(stack.locals ?? {}, remarks),
    ...typed("data", stack.data),
    ...named("module", stack.module),
    ...typed("resource", stack.resource),
    ...named("check", stack.check),
  ].join("\n");
}

function typed(kind: string, types: JsonObject = {}): string[] {
  return Object.entries(types).flatMap(([type, blocks]) => named(`${kind} "${type}"`, blocks as JsonObject));
}

function named(kind: string, blocks: JsonObject = {}): string[] {
  return Object.entries(blocks).map(([name, body]) => block(`${kind} "${name}"`, metaFirst(body as JsonObject)));
}

/** What says how many there are stands first, what says how they live last, as Terraform's style guide asks. */
function metaFirst({ source, count, for_each, lifecycle, ...others }: JsonObject): Body {
  const given = Object.entries({ source, count, for_each }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), ...others, ...(lifecycle === undefined ? {} : { lifecycle }) };
}

function localsBlock(locals: JsonObject, remarks: ReadonlyMap<string, string>): string {
  const lines = Object.entries(locals).map(([name, value]) => {
    const remark = remarks.get(name);
    return `${remark === undefined ? "" : comment(remark)}${name} = ${expression(value)}\n`;
  });
  return `locals {\n${lines.join("\n")}}\n`;
}

/** Lines of a comment, no wider than 110 characters. */
function comment(text: string): string {
  return text.replace(/(.{1,110})(?: |$)/g, "# $1\n");
}

function variableBlock(variable: ModuleVariable): string {
  return block(`variable "${variable.name}"`, {
    description: variable.description,
    type: new Expression(variable.type),
    ...(variable.default === undefined ? {} : { default: new Expression(expression(variable.default as JsonValue)) }),
    ...(variable.default === null ? {} : { nullable: false }),
    validation: (variable.rules ?? []).map(({ condition, message }) => ({ condition, error_message: message })),
  });
}

function versionsBlock(): string {
  return `terraform {
required_version = "${TERRAFORM_RANGE}"

required_providers {
aws = {
source = "hashicorp/aws"
version = "${AWS_PROVIDER_RANGE}"
}
}
}
`;
}
