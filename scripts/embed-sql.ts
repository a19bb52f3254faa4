import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where the SQL files are, below the folder of package.json. */
const SQL_FOLDER = join("modules", "contracts", "sql");

/** The TypeScript that carries them: it needs no path when it is compiled, packed or bundled, and no file at run time. */
const EMBEDDED = join(SQL_FOLDER, "query-texts.ts");

/** Writes {@link EMBEDDED} from the SQL files. Run in the folder of package.json after a change of one of them. */
function main(root: string): void {
  writeFileSync(join(root, EMBEDDED), embeddedQueries(root));
}

/** The content that {@link EMBEDDED} should have. */
export function embeddedQueries(root: string): string {
  const folder = join(root, SQL_FOLDER);
  const files = readdirSync(folder).filter((file) => file.endsWith(".sql"));
  const constants = files
    .sort()
    .map((file) => `export const ${constantName(file)} = \`${escaped(readFileSync(join(folder, file), "utf8"))}\`;\n`);
  return ["// Made by scripts/embed-sql.ts from the .sql files beside it; change those.\n", ...constants].join("\n");
}

function constantName(file: string): string {
  return file
    .replace(/\.sql$/, "")
    .replaceAll("-", "_")
    .toUpperCase();
}

/** As the inside of a template literal. */
function escaped(sql: string): string {
  return sql.replace(/[\\`]|\$\{/g, "\\$&");
}

if (require.main === module) main(process.cwd());
