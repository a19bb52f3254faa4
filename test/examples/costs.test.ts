import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { billOf } from "../../scripts/costs/bill";
import type { PriceList } from "../../scripts/costs/prices";
import { billTable } from "../../scripts/costs/table";
import { composed } from "../support/composed-app";
import { stacksOfProgram } from "./program";

const ROOT = join(__dirname, "..", "..");
const EXAMPLES = join(ROOT, "examples");
const PRICES = JSON.parse(readFileSync(join(ROOT, "docs", "prices.json"), "utf8")) as PriceList;

/** What a load balancer has at the least: one in each of two Availability Zones. */
const INTERFACES = 2;

// An example that is a program runs in a Node of its own.
jest.setTimeout(60_000);

/** Settings files of an example; those that deploy the same stacks in another way count once. */
const settingsOf = (example: string) =>
  readdirSync(join(EXAMPLES, example))
    .filter((name) => name.endsWith(".json"))
    .sort();

const examples = readdirSync(EXAMPLES).filter(
  (example) => existsSync(join(EXAMPLES, example, "main.ts")) || settingsOf(example).length > 0,
);

function stacksOf(example: string): string[] {
  if (existsSync(join(EXAMPLES, example, "main.ts"))) return [...stacksOfProgram(example).values()];
  const stacks = settingsOf(example).flatMap((name) => [...composed(join(EXAMPLES, example, name))]);
  return [...new Map(stacks).values()];
}

test.each(examples)("the README of %s says what it bills, from the prices in docs/prices.json", (example) => {
  const readme = readFileSync(join(EXAMPLES, example, "README.md"), "utf8");
  const bill = billOf(stacksOf(example), PRICES, { interfaces: INTERFACES });

  expect(readme).toContain(
    `\n${billTable(bill)}\n` +
      `With ${INTERFACES} interfaces for each load balancer, in ${PRICES.region}, ${PRICES.date}; ` +
      "[docs/costs.md](../../docs/costs.md) says what the prices are worth, and what is billed by use.\n",
  );
});
