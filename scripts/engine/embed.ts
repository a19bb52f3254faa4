import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { compileEngine } from "./compile";

const SOURCE = "modules/analyzer/assembly/index.ts";
/** The TypeScript that carries the result: it needs no path when it is compiled, packed or bundled, and no file at run time. */
const EMBEDDED = "modules/analyzer/engine/engine-wasm.ts";

/** Compiles the engine and writes {@link EMBEDDED}. Run in the folder of package.json. */
function main(root: string): void {
  const wasm = compileEngine(root, SOURCE).toString("base64");
  const text = `/** Made by scripts/engine/embed.ts of modules/analyzer/assembly. */\nexport const ENGINE_WASM =\n  "${wasm}";\n`;
  writeFileSync(join(root, EMBEDDED), text);
}

try {
  main(process.cwd());
} catch {
  // The compiler has said what is wrong.
  process.exitCode = 1;
}
