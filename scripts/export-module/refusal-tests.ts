import type { ModuleStack } from "../../modules/mirror/export/module-stack";
import type { JsonObject, JsonValue } from "./hcl";
import { block, Expression, expression } from "./hcl";

/** `terraform test` file that gives each validation of a module a value to refuse. No account is needed for it. */
export function refusalTests(module: ModuleStack): string {
  const { sample, mockData = {} } = module.about;
  const mocks = Object.entries(mockData).map(([type, defaults]) =>
    block(`mock_data "${type}"`, { defaults: defaults as JsonObject }),
  );
  const runs = module.variables.flatMap(({ name, rules = [] }) =>
    rules.map(({ refuses }, index) =>
      block(`run "refuses_${name}_${index + 1}"`, {
        command: new Expression("plan"),
        variables: Object.fromEntries(Object.entries(refuses).map(([name, value]) => [name, stated(value)])),
        expect_failures: new Expression(`[var.${name}]`),
      }),
    ),
  );
  return [
    mocks.length === 0 ? 'mock_provider "aws" {}\n' : `mock_provider "aws" {\n${mocks.join("\n")}}\n`,
    block("variables", sample as JsonObject),
    ...runs,
  ].join("\n");
}

/** Null is written down here, where it takes the place of the sample's value; elsewhere it means not given. */
function stated(value: unknown): Expression {
  return new Expression(expression(value as JsonValue));
}
