import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Aspect, Difference } from "./comparison";

/** Aspect of the rows about Arkime's expected fingerprints, which tshark has no part in. */
const FINGERPRINTS = "fingerprints";

/** A row of `differences.md`: a capture, and in what the two programs may differ there. */
export interface Explanation {
  readonly capture: string;
  readonly aspect: string;
  /** Heading above the row, whose text gives the reason. */
  readonly group: string;
}

/** First cell the capture, second cell the aspects. */
const ROW = /^\| `(?<capture>[^`]+)` +\| (?<aspects>[a-z0-9, -]+?) +\|/;
const HEADING = /^## (?<group>.+)$/;

/** Reads the rows of `differences.md`. */
export function explanations(): Explanation[] {
  const rows: Explanation[] = [];
  let group = "";
  for (const line of readFileSync(join(__dirname, "differences.md"), "utf8").split("\n")) {
    group = HEADING.exec(line)?.groups?.["group"] ?? group;
    const { capture, aspects } = ROW.exec(line)?.groups ?? {};
    if (capture === undefined || aspects === undefined) continue;
    rows.push(...aspects.split(", ").map((aspect) => ({ capture, aspect, group })));
  }
  return rows;
}

/** The row that explains a difference, if there is one. */
export function explanationOf(
  { capture, aspect }: { readonly capture: string; readonly aspect: Aspect },
  rows: readonly Explanation[],
): Explanation | undefined {
  return rows.find((row) => row.capture === capture && row.aspect === aspect);
}

/** Whether the row of a capture tells why Arkime's fingerprints are not found in it. */
export function excusesFingerprints(capture: string, rows: readonly Explanation[]): boolean {
  return rows.some((row) => row.capture === capture && row.aspect === FINGERPRINTS);
}

/** Rows that explain no difference from tshark. */
export function stale(rows: readonly Explanation[], differences: readonly Difference[]): Explanation[] {
  return rows
    .filter(({ aspect }) => aspect !== FINGERPRINTS)
    .filter((row) => !differences.some((one) => one.capture === row.capture && one.aspect === row.aspect));
}
