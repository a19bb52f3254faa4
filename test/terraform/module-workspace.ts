import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Scenario, TerraformResult } from "../support/stub-provider/terraform";
import { TerraformFolder } from "../support/stub-provider/terraform";

/** Folder of a workspace's own configuration. */
export const ROOT = "root";

const REPOSITORY = join(__dirname, "..", "..");

/** Folders that the copy holds, each where the others expect it. */
const COPIED = ["terraform", "examples/hcl"];

/** The provider that the installed package was generated from. */
const PROVIDER_VERSION = "6.25.0";

/** A configuration in Terraform's JSON. */
export interface RootConfiguration {
  readonly module?: Readonly<Record<string, object>>;
  readonly resource?: Readonly<Record<string, object>>;
  readonly data?: Readonly<Record<string, object>>;
  readonly locals?: Readonly<Record<string, unknown>>;
}

/** What the state or a plan holds of one resource. */
export interface Resource {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

interface ModuleState {
  readonly resources?: readonly Resource[];
  readonly child_modules?: readonly ModuleState[];
}

/** A copy of the exported modules, on which terraform works with the stub provider in place of AWS. */
export class ModuleWorkspace {
  readonly #terraform: TerraformFolder;

  /** `root` becomes the configuration in the folder `ROOT`; it may use the modules, from `../terraform`. */
  constructor(scenario: Scenario = {}, root: RootConfiguration = {}) {
    this.#terraform = new TerraformFolder(everyType(root), scenario);
    mkdirSync(this.path(ROOT));
    writeFileSync(join(this.path(ROOT), "main.tf.json"), JSON.stringify(root));
    for (const folder of COPIED) {
      const copy = this.path(folder);
      mkdirSync(dirname(copy), { recursive: true });
      // What somebody has run by hand in the repository stays there.
      cpSync(join(REPOSITORY, folder), copy, {
        recursive: true,
        filter: (path) => !/\.terraform|\.tfstate/.test(path),
      });
    }
  }

  /** Where the copy of a folder of the repository lies. */
  path(folder: string): string {
    return join(dirname(this.#terraform.statePath), folder);
  }

  /** Runs terraform in the copy of a folder of the repository, or in `ROOT`. */
  run(folder: string, ...args: string[]): TerraformResult {
    return this.#terraform.run(`-chdir=${this.path(folder)}`, ...args, "-no-color");
  }

  /** Runs terraform where it must succeed: its output is what a failing test shows. */
  succeed(folder: string, ...args: string[]): string {
    const { status, output } = this.run(folder, ...args);
    if (status !== 0) throw new Error(`terraform ${args.join(" ")} in ${folder}: exit status ${status}\n${output}`);
    return output;
  }

  /** What the state of a folder holds, modules within included, in the order of the addresses. */
  resources(folder: string): Resource[] {
    const state = JSON.parse(this.succeed(folder, "show", "-json")) as { values?: { root_module: ModuleState } };
    return state.values === undefined ? [] : resourcesOf(state.values.root_module);
  }

  remove(): void {
    this.#terraform.remove();
  }
}

function resourcesOf({ resources = [], child_modules = [] }: ModuleState): Resource[] {
  return [...resources, ...child_modules.flatMap((child) => resourcesOf(child))];
}

/** A stack that holds every type in use and nothing else, since the stub derives its schema from these. */
function everyType(root: RootConfiguration): string {
  const texts = COPIED.flatMap(configurations);
  return JSON.stringify({
    terraform: { required_providers: { aws: { version: PROVIDER_VERSION } } },
    resource: { ...typesIn(texts, "resource"), ...root.resource },
    data: { ...typesIn(texts, "data"), ...root.data },
  });
}

function typesIn(texts: readonly string[], kind: "resource" | "data"): Record<string, object> {
  const found = texts.flatMap((text) => [...text.matchAll(new RegExp(`^${kind} "(aws_\\w+)"`, "gm"))]);
  return Object.fromEntries(found.map(([, type = ""]) => [type, {}]));
}

function configurations(folder: string): string[] {
  const names = readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".tf"))
    .map((name) => readFileSync(join(REPOSITORY, folder, name), "utf8"));
}
