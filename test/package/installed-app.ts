import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { run } from "./packed-package";

/** An app of a user's own, which synthesizes every construct of the installed package. */
const APP = `
const { App, LocalBackend, TerraformStack } = require("cdktf");
const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
const mirror = require("cdktf-tls-mirror");
const { addEveryConstruct } = require("./every-construct");

const app = new App();
const stack = new TerraformStack(app, "every-construct");
new LocalBackend(stack, { path: "terraform.tfstate" });
new AwsProvider(stack, "Aws", { region: "eu-central-1" });
addEveryConstruct(stack, mirror);
app.synth();
`;

/** A synthesized stack; what it is made with stands in `terraform` and `//`. */
export type StackJson = Readonly<Record<string, unknown>>;

/** A folder of a user's own, with packages installed by npm. */
export class InstalledApp {
  readonly path = mkdtempSync(join(tmpdir(), "installed-"));

  /** `dependencies` by name, as `package.json` lists them. */
  constructor(dependencies: Readonly<Record<string, string>>, ...options: string[]) {
    this.#write("package.json", JSON.stringify({ name: "app", private: true, dependencies }));
    // What npm has downloaded already, for the repository itself or for another app, is not downloaded again.
    const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"];
    run("npm", ["install", ...quiet, ...options], this.path);
  }

  /** Runs a program of the folder, or of PATH; its standard output. */
  run(program: string, ...args: string[]): string {
    return run(program, args, this.path, { CHECKPOINT_DISABLE: "1" });
  }

  /** Synthesizes every public construct with the given Node. */
  synthesize(node: string = process.execPath): StackJson {
    this.#write("app.js", APP);
    const source = readFileSync(join(__dirname, "every-construct.ts"), "utf8");
    const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
    this.#write("every-construct.js", outputText);
    mkdirSync(join(this.path, "cdktf.out"), { recursive: true });
    this.run(node, "app.js");
    const stack = join(this.path, "cdktf.out", "stacks", "every-construct", "cdk.tf.json");
    return JSON.parse(readFileSync(stack, "utf8")) as StackJson;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #write(name: string, text: string): void {
    writeFileSync(join(this.path, name), text);
  }
}
