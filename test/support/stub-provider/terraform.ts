import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import type { SynthesizedStack } from "./derive-schema";
import { deriveSchema } from "./derive-schema";
import type { DataAnswer, ProviderScript, Refusal } from "./script";

/** What AWS is played to hold and to refuse. */
export interface Scenario {
  readonly answers?: readonly DataAnswer[];
  readonly refusals?: readonly Refusal[];
  /** Files of states that other stacks left, by the name of the `terraform_remote_state` that reads them. */
  readonly states?: Readonly<Record<string, string>>;
}

/** How one run of terraform ended. */
export interface TerraformResult {
  /** 0 done; 1 failed; 2 from `plan -detailed-exitcode` where there is something to change. */
  readonly status: number | null;
  /** Standard output and standard error, without colors. */
  readonly output: string;
}

/** The synthesized parts that this looks at. */
interface StackJson extends SynthesizedStack {
  readonly terraform: { readonly required_providers: { readonly aws: { readonly version: string } } };
}

/**
 * The real terraform binary on one synthesized stack, in a temporary folder, with the stub provider in place of AWS.
 *
 * What passes is checked against the provider's types, never against AWS.
 */
export class TerraformFolder {
  readonly #path: string;

  /**
   * `stack` is the text of a `cdk.tf.json`. Its backend is replaced by a local one in the folder, and whatever state of
   * another stack it reads by a file of the scenario.
   */
  constructor(stack: string, scenario: Scenario = {}) {
    this.#path = mkdtempSync(join(tmpdir(), "terraform-"));
    this.play(stack, scenario);
  }

  /** Replaces the stack and what AWS holds; the state stays. */
  play(stack: string, { answers = [], refusals = [], states = {} }: Scenario = {}): void {
    const parsed = JSON.parse(stack) as StackJson;
    const script: ProviderScript = { schema: deriveSchema(parsed), answers, refusals };
    const mirror = join(this.#path, "mirror");
    installProvider(mirror, parsed.terraform.required_providers.aws.version);
    this.#write("script.json", JSON.stringify(script));
    this.#write("cli.tfrc", `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`);
    this.#write("cdk.tf.json", stack);
    this.#write("backend_override.tf", `terraform {\n  backend "local" {}\n}\n`);
    this.#write("states_override.tf.json", JSON.stringify(overridingStates(states)));
  }

  init(): TerraformResult {
    return this.run("init", "-no-color", "-input=false");
  }

  validate(): TerraformResult {
    return this.run("validate", "-no-color");
  }

  /** Status 2 where the plan has changes. */
  plan(...options: string[]): TerraformResult {
    return this.run("plan", "-no-color", "-input=false", "-detailed-exitcode", ...options);
  }

  apply(): TerraformResult {
    return this.run("apply", "-no-color", "-input=false", "-auto-approve");
  }

  destroy(): TerraformResult {
    return this.run("destroy", "-no-color", "-input=false", "-auto-approve");
  }

  /** File of the state, for another stack to read. */
  get statePath(): string {
    return join(this.#path, "terraform.tfstate");
  }

  /** Addresses of what the state holds. */
  addresses(): string[] {
    return this.run("state", "list")
      .output.split("\n")
      .filter((line) => line !== "");
  }

  /** State of one resource, as `terraform show -json` tells it. */
  attributes(address: string): Record<string, unknown> {
    const state = JSON.parse(this.run("show", "-json").output) as {
      values: { root_module: { resources: { address: string; values: Record<string, unknown> }[] } };
    };
    const resource = state.values.root_module.resources.find((candidate) => candidate.address === address);
    if (resource === undefined) throw new Error(`the state holds no ${address}`);
    return resource.values;
  }

  run(...args: string[]): TerraformResult {
    const { status, stdout, stderr } = spawnSync("terraform", args, {
      cwd: this.#path,
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
      env: {
        PATH: process.env["PATH"],
        HOME: this.#path,
        TMPDIR: this.#path,
        TF_CLI_CONFIG_FILE: join(this.#path, "cli.tfrc"),
        TF_DISABLE_PLUGIN_TLS: "1",
        CHECKPOINT_DISABLE: "1",
        // Terraform spends a third of a large plan on freeing memory of which there is enough.
        GOGC: "1000",
        GOMEMLIMIT: "1GiB",
        STUB_PROVIDER_SCRIPT: join(this.#path, "script.json"),
      },
    });
    return { status, output: stdout + stderr };
  }

  remove(): void {
    rmSync(this.#path, { recursive: true, force: true });
  }

  #write(name: string, text: string): void {
    writeFileSync(join(this.#path, name), text);
  }
}

/** Lets each `terraform_remote_state` read its file, wherever the stack says that the state is. */
function overridingStates(states: Readonly<Record<string, string>>): object {
  const names = Object.entries(states).map(([name, path]) => [name, { backend: "local", config: { path } }] as const);
  return names.length === 0 ? {} : { data: { terraform_remote_state: Object.fromEntries(names) } };
}

/** Puts the provider where `terraform init` looks for it. */
function installProvider(mirror: string, version: string): void {
  const folder = join(mirror, "registry.terraform.io", "hashicorp", "aws", version, platform());
  mkdirSync(folder, { recursive: true });
  buildSync({
    entryPoints: [join(__dirname, "server.ts")],
    outfile: join(folder, "server.js"),
    bundle: true,
    platform: "node",
    target: "node20",
    logLevel: "warning",
  });
  copyFileSync(join(__dirname, "protocol.proto"), join(folder, "protocol.proto"));
  const program = join(folder, `terraform-provider-aws_v${version}`);
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${join(folder, "server.js")}"\n`);
  chmodSync(program, 0o755);
}

/** As terraform names it; arm64 and amd64 are the machines that Node runs on. */
function platform(): string {
  return `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
}
