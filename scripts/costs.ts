import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "../modules/contracts";
import { billOf } from "./costs/bill";
import { badInterfaces, noStack, notAStack } from "./costs/errors";
import type { PriceList } from "./costs/prices";
import { billTable } from "./costs/table";

/** The list of prices, below the folder of package.json. */
const PRICES = join("docs", "prices.json");

/** Prints what stacks cost by the hour: `costs cdktf.out/stacks/NAME/cdk.tf.json ... [--interfaces N]`. */
function main(args: string[]): void {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { interfaces: { type: "string", default: "2" } },
  });
  if (positionals.length === 0) throw noStack();
  const interfaces = Number(values.interfaces);
  if (!Number.isInteger(interfaces) || interfaces < 0) throw badInterfaces(values.interfaces);

  const prices = JSON.parse(readFileSync(PRICES, "utf8")) as PriceList;
  const bill = billOf(positionals.map(stackText), prices, { interfaces });
  process.stdout.write(`${billTable(bill)}\n${prices.region}, ${prices.date}. ${prices.origin}\n`);
}

function stackText(path: string): string {
  try {
    const text = readFileSync(path, "utf8");
    JSON.parse(text);
    return text;
  } catch (error) {
    throw notAStack(path, error);
  }
}

if (require.main === module) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = error instanceof UserError ? error.exitCode : 1;
  }
}
