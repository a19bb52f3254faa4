import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const COMPILER = "node_modules/assemblyscript/bin/asc.js";
/** Memory is managed by hand: only what allocates and frees is taken from the runtime. */
const OPTIONS = ["--runtime", "minimal", "-O3", "--noAssert"];

/**
 * Compiles AssemblyScript to WebAssembly.
 *
 * @param root - folder of package.json
 * @param entry - the file whose exports are wanted, below `sources`
 * @param sources - folder of what it imports
 * @throws Error when it does not compile; the compiler has printed why
 */
export function compileEngine(root: string, entry: string, sources = root): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "tls-mirror-engine-"));
  try {
    const outFile = join(folder, "engine.wasm");
    execFileSync(process.execPath, [join(root, COMPILER), entry, ...OPTIONS, "--outFile", outFile], {
      cwd: sources,
      stdio: "inherit",
    });
    return readFileSync(outFile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
