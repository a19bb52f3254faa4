import type { Command } from "commander";
import { PolicyCatalog } from "../../modules/analyzer/policy/policy-catalog";
import { policyDetails, policyRows } from "../../modules/analyzer/policy/policy-rows";

/** `tls-mirror policies`: the security policies known, and what each accepts. */
export function addPoliciesCommand(program: Command): void {
  program
    .command("policies")
    .description(
      "List the predefined security policies of Application Load Balancers, or tell what one of them accepts.",
    )
    .argument("[name]", "a policy, with or without ELBSecurityPolicy-")
    .action((name: string | undefined) => {
      const catalog = PolicyCatalog.predefined();
      console.log(name === undefined ? listing(catalog) : details(catalog, name));
    });
}

function listing(catalog: PolicyCatalog): string {
  const rows = policyRows(catalog.policies).map((row) => [
    row.name,
    row.versions,
    `${row.cipherSuites} suites`,
    [row.forwardSecrecy ? "forward secrecy" : "", row.postQuantum ? "post-quantum" : "", row.note]
      .filter((word) => word !== "")
      .join(", "),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function details(catalog: PolicyCatalog, name: string): string {
  const policy = policyDetails(catalog.get(name));
  return [
    policy.name,
    `  versions  ${policy.versions.join(", ")}`,
    ...policy.cipherSuites.map(
      (suite, index) => `  ${index === 0 ? "suites  " : "        "}  ${suite.name} (${suite.awsName})`,
    ),
    `  groups    ${policy.groups.join(", ")} (assumed: AWS does not publish them)`,
    ...(policy.note === "" ? [] : [`  note      ${policy.note}`]),
  ].join("\n");
}
