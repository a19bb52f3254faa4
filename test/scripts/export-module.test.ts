import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { badOption, terraformMissing } from "../../scripts/export-module/errors";
import { requires } from "../support/requirements";

const ROOT = join(__dirname, "..", "..");
const MODULES = join(ROOT, "terraform");

function exportTo(folder: string, environment: Record<string, string | undefined> = {}) {
  const program = join(ROOT, "dist", "scripts", "export-module.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "--output", folder], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  return { status, stdout, stderr };
}

/** Text of every generated file in a folder, by its path there. */
function generated(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes(".terraform"))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")] as const)
    .filter(([, text]) => text.split("\n")[0]?.includes("Written by `npm run export-module`") === true);
  return Object.fromEntries(files.sort());
}

// The first export loads CDKTF, and terraform formats each file.
jest.setTimeout(60_000);

describe("export-module", () => {
  let folder: string;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "export-")), "terraform");
  });
  afterEach(() => {
    rmSync(join(folder, ".."), { recursive: true, force: true });
  });

  test("refuses a flag that it does not know", () => {
    const program = join(ROOT, "dist", "scripts", "export-module.js");
    const { status, stderr } = spawnSync(process.execPath, [program, "--outptu", folder], { encoding: "utf8" });

    expect(status).toBe(2);
    expect(stderr).toContain(badOption("").message.trim());
    expect(stderr).toContain("'--outptu'");
  });

  test("says that terraform is missing, and writes nothing", () => {
    expect(exportTo(folder, { PATH: "/nonexistent" })).toEqual({
      status: 2,
      stdout: "",
      stderr: `${terraformMissing().message}\n`,
    });
    expect(existsSync(folder)).toBe(false);
  });

  requires({ terraform: true })("with terraform", () => {
    test('writes what is committed; if not, run "npm run export-module" and commit terraform/', () => {
      expect(exportTo(folder)).toMatchObject({ status: 0, stderr: "" });

      expect(generated(folder)).toEqual(generated(MODULES));
    });

    test("writes six files for each module", () => {
      exportTo(folder);

      expect(Object.keys(generated(folder)).filter((path) => path.startsWith("filter"))).toEqual([
        "filter/README.md",
        "filter/main.tf",
        "filter/outputs.tf",
        "filter/tests/refusals.tftest.hcl",
        "filter/variables.tf",
        "filter/versions.tf",
      ]);
    });
  });
});
