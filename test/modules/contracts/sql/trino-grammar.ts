import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";

interface Grammar {
  validate(sql: string): readonly { readonly startLine: number; readonly message: string }[];
}

/** What Trino's grammar finds wrong with a statement, each as `line N: message`; empty when it is well formed. */
export type GrammarCheck = (sql: string) => string[];

/** Loads the grammar. Its package is written for bundlers alone, and Node does not load it as it is. */
export function trinoGrammar(): GrammarCheck {
  const folder = mkdtempSync(join(tmpdir(), "trino-grammar-"));
  try {
    const outfile = join(folder, "grammar.cjs");
    buildSync({
      stdin: {
        contents: 'export { TrinoSQL } from "dt-sql-parser/dist/parser/trino/index.js"',
        resolveDir: __dirname,
      },
      outfile,
      bundle: true,
      platform: "node",
      format: "cjs",
      logLevel: "warning",
    });
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- made a moment ago, so no import can name it
    const { TrinoSQL } = require(outfile) as { TrinoSQL: new () => Grammar };
    const grammar = new TrinoSQL();
    return (sql) => grammar.validate(sql).map(({ startLine, message }) => `line ${startLine}: ${message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
