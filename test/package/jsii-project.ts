import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const ROOT = join(__dirname, "../..");

/** Modules of the API whose types are jsii's already, which jsii wants named with their versions. */
const PEERS = ["constructs", "cdktf", "@cdktf/provider-aws"];

/** What the project consists of. */
export interface JsiiSources {
  /** The file that exports the API. */
  readonly entryPoint: string;
  /** Folders of the repository, copied to the same place. */
  readonly folders?: readonly string[];
  /** Texts by path. */
  readonly texts?: Readonly<Record<string, string>>;
}

/**
 * What keeps `sources` from being a module for Python, Java, C# and Go: jsii's errors, in its own words.
 *
 * The project is made in a temporary folder, since nothing of jsii is shipped: neither its fields in `package.json`
 * nor its assembly.
 */
export function jsiiErrors(sources: JsiiSources): string[] {
  const folder = mkdtempSync(join(tmpdir(), "jsii-"));
  try {
    writeProject(folder, sources);
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(ROOT, "node_modules", "jsii", "bin", "jsii"), folder],
      {
        encoding: "utf8",
        env: { PATH: process.env["PATH"], JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: "1" },
      },
    );
    const errors = stdout.split("\n").filter((line) => /\berror\b.*\bJSII\d+|\berror\b.*\bTS\d+/.test(line));
    // A crash prints no diagnostic; it must not pass for an API without errors.
    return status === 0 || errors.length > 0 ? errors : [stdout];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeProject(folder: string, { entryPoint, folders, texts }: JsiiSources): void {
  for (const name of folders ?? []) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  for (const [path, text] of Object.entries(texts ?? {})) writeFileSync(join(folder, path), text);
  for (const name of [...PEERS, "@types/node"]) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), link);
  }
  const built = join("lib", entryPoint).replace(/\.ts$/, "");
  const versions = Object.fromEntries(PEERS.map((name) => [name, versionOf(name)]));
  const manifest = {
    name: "cdktf-tls-mirror",
    version: "0.0.0",
    description: "What jsii reads of the package",
    license: "Apache-2.0",
    author: { name: "cdktf-tls-mirror" },
    repository: { type: "git", url: "https://example.com/cdktf-tls-mirror.git" },
    main: `${built}.js`,
    types: `${built}.d.ts`,
    peerDependencies: versions,
    devDependencies: versions,
    jsii: { targets: {}, outdir: "assembly", tsconfig: "tsconfig.json", validateTsconfig: "minimal" },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  // The repository's own, as far as jsii allows.
  const compilerOptions = {
    target: "ES2022",
    lib: ["ES2023"],
    module: "commonjs",
    moduleResolution: "node",
    types: ["node"],
    outDir: "lib",
    rootDir: ".",
    declaration: true,
    strict: true,
    skipLibCheck: true,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, exclude: ["node_modules", "lib"] }));
}

function versionOf(name: string): string {
  const manifest = JSON.parse(readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8")) as {
    version: string;
  };
  return manifest.version;
}
