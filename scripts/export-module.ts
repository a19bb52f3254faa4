import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "../modules/contracts";
import { exportedModules } from "../modules/mirror/export/exported-modules";
import { badOption, exampleMissing, terraformMissing, unformattable } from "./export-module/errors";
import { moduleFiles } from "./export-module/module-files";

/** Folder of the modules. Their examples and the tests of their behavior are written by hand and stay there. */
const MODULES = "terraform";

const HELP = `Usage: export-module [--output FOLDER]

Writes the constructs as plain Terraform modules: collector, source, filter and coverage.
Run it in a clone, which holds the modules' examples; terraform must be on PATH.

  --output FOLDER   where to write (default: ${MODULES})
  --help            print this

Exit status: 0 done, 1 a bug, 2 something to correct in flags or machine.`;

export function main(args: readonly string[]): void {
  const { help, output } = parseFlags(args);
  if (help === true) {
    console.log(HELP);
    return;
  }
  const files = [...exportedModules()].flatMap((module) => {
    const example = readExample(join(MODULES, module.node.id, "examples", "basic", "main.tf"));
    return [...moduleFiles(module, example)].map(([path, text]) => [join(module.node.id, path), text] as const);
  });
  // Formatted before anything is written, so that a machine without terraform is left as it was.
  const formatted = files.map(([path, text]) => [path, path.endsWith(".md") ? text : format(path, text)] as const);
  for (const [path, text] of formatted) write(join(output ?? MODULES, path), text);
  console.log(`${formatted.length} files in ${output ?? MODULES}`);
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: { output: { type: "string" }, help: { type: "boolean" } },
    }).values;
  } catch (error) {
    throw badOption((error as Error).message);
  }
}

function readExample(path: string): string {
  if (!existsSync(path)) throw exampleMissing(path);
  return readFileSync(path, "utf8");
}

/** How a run of terraform ended. */
interface Formatted {
  readonly error?: NodeJS.ErrnoException;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** As `terraform fmt` writes it. */
function format(path: string, text: string): string {
  const { error, status, stdout, stderr }: Formatted = spawnSync("terraform", ["fmt", "-no-color", "-"], {
    input: text,
    encoding: "utf8",
    // A configuration file that is named and missing would make terraform warn.
    env: { ...process.env, TF_CLI_CONFIG_FILE: undefined, CHECKPOINT_DISABLE: "1" },
  });
  if (error?.code === "ENOENT") throw terraformMissing();
  if (error !== undefined) throw error;
  if (status !== 0) throw unformattable(path, stderr);
  return stdout;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

if (require.main === module) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = error instanceof UserError ? error.exitCode : 1;
  }
}
