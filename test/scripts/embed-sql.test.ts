import { readFileSync } from "node:fs";
import { join } from "node:path";
import { embeddedQueries } from "../../scripts/embed-sql";

const ROOT = join(__dirname, "..", "..");

test("the SQL that is compiled is the SQL in the files; if not, run node --import tsx scripts/embed-sql.ts", () => {
  const embedded = readFileSync(join(ROOT, "modules", "contracts", "sql", "query-texts.ts"), "utf8");

  expect(embedded).toBe(embeddedQueries(ROOT));
});
