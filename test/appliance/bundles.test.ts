import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { requires } from "../support/requirements";

const ROOT = resolve(__dirname, "../..");
const BUNDLES = join(ROOT, "dist/appliance");

/** Releases of Node that the bundles run on besides this one, as the packages of npm that hold them. */
const RELEASES = { node20: "20", node22: "22", node24: "24" } as const;

// 50 MB for each release.
jest.setTimeout(240_000);

requires({ commands: ["npm"] })("the scripts of the image", () => {
  let folder: string;
  let bundles: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tls-mirror-node-"));
    await writeFile(join(folder, "package.json"), "{}");
    const packages = Object.entries(RELEASES).map(([name, major]) => `${name}@npm:node-linux-${cpu()}@${major}`);
    must("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, ...packages]);
    must(process.execPath, ["--import", "tsx", "scripts/bundle.ts"]);
    bundles = (await readdir(BUNDLES)).filter((name) => name.endsWith(".cjs")).sort();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("are these", () => {
    expect(bundles).toEqual(["capture.cjs", "process.cjs"]);
  });

  test.each(Object.entries(RELEASES))("start on %s and say what they are for", (name, major) => {
    const node = join(folder, "node_modules", name, "bin/node");
    expect(must(node, ["--version"])).toMatch(new RegExp(`^v${major}\\.`));
    for (const bundle of bundles) {
      const { status, stdout, stderr } = spawnSync(node, [join(BUNDLES, bundle), "--help"], { encoding: "utf8" });

      expect({ bundle, status, stderr }).toEqual({ bundle, status: 0, stderr: "" });
      expect(stdout).toMatch(new RegExp(`^Usage: ${bundle.replace(".cjs", "")} `));
    }
  });

  test.each(Object.entries(RELEASES))("read their settings on %s, and refuse those at fault in one message", (name) => {
    const node = join(folder, "node_modules", name, "bin/node");
    for (const bundle of bundles) {
      const settings = join(folder, "none.json");
      const command = [join(BUNDLES, bundle), "--settings", settings];
      const { status, stderr } = spawnSync(node, command, { encoding: "utf8" });

      expect({ bundle, status }).toEqual({ bundle, status: 2 });
      expect(stderr).toMatch(/^[^\n]*none\.json: the settings cannot be read \(ENOENT[^\n]*\n[^\n]*\n$/);
    }
  });
});

/** As npm's packages of Node call this processor. */
function cpu(): string {
  return process.arch === "arm64" ? "arm64" : "x64";
}

function must(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${stderr}`);
  return stdout;
}
