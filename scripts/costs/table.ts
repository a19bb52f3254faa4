import type { BillLine } from "./bill";

/** A bill as a table in Markdown, to a hundredth of a cent. */
export function billTable(lines: readonly BillLine[]): string {
  const sum = lines.reduce((total, { usdPerHour }) => total + usdPerHour, 0);
  return [
    "| what | how many | an hour |",
    "| --- | ---: | ---: |",
    ...lines.map(({ what, count, usdPerHour }) => `| ${what} | ${count} | ${dollars(usdPerHour)} |`),
    `| **altogether** | | **${dollars(sum)}** |`,
    "",
  ].join("\n");
}

function dollars(usd: number): string {
  return `$${usd.toFixed(4)}`;
}
