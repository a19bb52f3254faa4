import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PriceList } from "../../../scripts/costs/prices";

const DOCS = join(__dirname, "..", "..", "..", "docs");
const PAGE = readFileSync(join(DOCS, "costs.md"), "utf8");
const PRICES = JSON.parse(readFileSync(join(DOCS, "prices.json"), "utf8")) as PriceList;

test("docs/costs.md has every price, and the date", () => {
  const rows = [
    ...PRICES.hourly.map(({ what, usdPerHour }) => `| ${what} | $${usdPerHour.toFixed(4)} |`),
    ...PRICES.monthly.map(({ what, usdPerMonth }) => `| ${what} | $${usdPerMonth.toFixed(2)} |`),
    ...PRICES.usage.map(({ what, usd }) => `| ${what} | ${usd} |`),
  ];

  expect(rows.filter((row) => !PAGE.includes(`\n${row}\n`))).toEqual([]);
  expect(PAGE).toContain(`written down from memory on ${PRICES.date}`);
});

test("the prices have a date, and none is given twice", () => {
  const ids = [...PRICES.hourly, ...PRICES.monthly].map(({ id }) => id);

  expect(PRICES.date).toMatch(/^20\d\d-\d\d-\d\d$/);
  expect(new Set(ids).size).toBe(ids.length);
});
