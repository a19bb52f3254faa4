/**
 * Compares the ClientHellos, JA3 values and plaintext alerts that tshark and the analyzer see in captures, and prints
 * where they differ.
 *
 * Usage: npx tsx test/comparison/compare.ts FOLDER
 */
import { UserError } from "../../modules/contracts";
import compileTestEngines from "../support/test-engines";
import { capturesIn } from "./captures";
import { compareCaptures, type Comparison } from "./comparison";
import { folderNotGiven } from "./errors";
import { explanationOf, explanations, stale } from "./explanations";

async function main([folder]: readonly string[]): Promise<void> {
  if (folder === undefined) throw folderNotGiven();
  compileTestEngines();
  const comparisons = await compareCaptures(folder, capturesIn(folder));
  const differences = comparisons.flatMap((comparison) => comparison.differences);
  const compared = new Set(comparisons.map(({ capture }) => capture));
  const rows = explanations().filter(({ capture }) => compared.has(capture));

  for (const difference of differences) {
    const { capture, aspect, tshark, analyzer } = difference;
    console.log(`${capture} (${aspect}): ${explanationOf(difference, rows)?.group ?? "NOT EXPLAINED"}`);
    console.log(`  tshark    ${tshark}\n  analyzer  ${analyzer}`);
  }
  const unexplained = differences.filter((difference) => explanationOf(difference, rows) === undefined);
  console.log(summary(comparisons));
  console.log(`${differences.length} differences, ${unexplained.length} of them not explained in differences.md`);
  for (const { capture, aspect } of stale(rows, differences)) {
    console.log(`differences.md explains a difference that was not seen: ${capture} (${aspect})`);
  }
  if (unexplained.length > 0) process.exitCode = 1;
}

function summary(comparisons: readonly Comparison[]): string {
  const total = (field: "connections" | "hellos" | "alerts") =>
    comparisons.reduce((sum, comparison) => sum + comparison[field], 0);
  return (
    `${comparisons.length} captures, with ${total("connections")} connections, ${total("hellos")} ClientHellos ` +
    `and ${total("alerts")} plaintext alerts over TCP as tshark counts them`
  );
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = error instanceof UserError ? error.exitCode : 1;
});
