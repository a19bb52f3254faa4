import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./packed-package";

const ROOT = join(__dirname, "../..");
const COMMITTED = join(ROOT, "docs", "api");

describe("the API reference", () => {
  let generated: string;

  beforeAll(() => {
    generated = mkdtempSync(join(tmpdir(), "api-reference-"));
    // Fails where a public type refers to one that is not exported.
    run(process.execPath, [join(ROOT, "node_modules", "typedoc", "bin", "typedoc"), "--out", generated], ROOT);
  }, 300_000);
  afterAll(() => {
    rmSync(generated, { recursive: true, force: true });
  });

  test("has a page for each entry point of the package", () => {
    expect(readdirSync(generated).sort()).toEqual(["README.md", "analyzer.md", "contracts.md", "mirror.md"]);
  });

  /** After a change of the public API: `npm run api-reference`. */
  test("is the one that is committed", () => {
    expect(readdirSync(COMMITTED).sort()).toEqual(readdirSync(generated).sort());
    for (const page of readdirSync(generated)) {
      expect(readFileSync(join(COMMITTED, page), "utf8")).toBe(readFileSync(join(generated, page), "utf8"));
    }
  });
});
