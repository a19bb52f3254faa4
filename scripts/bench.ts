import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../modules/contracts";
import { isInstalled } from "./bench/child";
import { compare, type Comparison } from "./bench/comparison";
import { CONTENDERS, type Contender } from "./bench/contenders";
import { machine } from "./bench/machine";
import { parseOptions, USAGE, type BenchOptions } from "./bench/options";
import { fileParts, scaling, tinyFile } from "./bench/scale";
import { trafficOf } from "./bench/shapes";
import { comparisonTable, pointsTable } from "./bench/tables";
import { writeTraffic } from "./bench/traffic";

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  if (options === null) {
    console.log(USAGE);
    return;
  }
  const folder = mkdtempSync(join(options.folder, "tls-mirror-bench-"));
  try {
    const comparisons = options.scale ? [] : await comparisonsIn(folder, options);
    const points = options.scale
      ? await scaling(folder, options)
      : [...(await tinyFile(folder, options)), ...(await fileParts(folder, options))];
    console.log(pointsTable(points));
    console.log(JSON.stringify({ machine: machine(), comparisons, points }, null, 2));
  } finally {
    if (options.keep) console.log(`captures are in ${folder}`);
    else rmSync(folder, { recursive: true });
  }
}

async function comparisonsIn(
  folder: string,
  { shapes, size, rounds, seed, keep }: BenchOptions,
): Promise<Comparison[]> {
  const contenders = await installed();
  const comparisons: Comparison[] = [];
  for (const shape of shapes) {
    for (const encapsulated of [false, true]) {
      const name = encapsulated ? `${shape}, VXLAN` : shape;
      const path = join(folder, `${shape}${encapsulated ? "-vxlan" : ""}.pcap`);
      const ledger = writeTraffic(path, trafficOf(shape, size, encapsulated, seed));
      const comparison = await compare({ name, path, ledger }, contenders, rounds);
      console.log(comparisonTable(comparison));
      comparisons.push(comparison);
      // Up to a gigabyte each: no two of them need to be there at once.
      if (!keep) rmSync(path);
    }
  }
  return comparisons;
}

async function installed(): Promise<readonly Contender[]> {
  const present: Contender[] = [];
  for (const contender of CONTENDERS) {
    if (await isInstalled(contender.program)) present.push(contender);
    else console.log(`${contender.program} is not installed and is left out`);
  }
  return present;
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    if (error instanceof UserError) console.error(error.message);
    else console.error(error);
    process.exitCode = error instanceof UserError ? error.exitCode : 1;
  });
}
