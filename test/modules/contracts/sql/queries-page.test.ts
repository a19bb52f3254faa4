import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NAMED_QUERIES } from "../../../../modules/contracts";
import { analyzeFile } from "../../../support/analyze";
import { FindingsDatabase } from "./findings-database";
import { trinoGrammar } from "./trino-grammar";

// Loading the grammar takes seconds on a busy machine.
jest.setTimeout(60_000);

const ROOT = join(__dirname, "..", "..", "..", "..");
const PAGE = readFileSync(join(ROOT, "docs", "queries.md"), "utf8");
const EXAMPLES = [...PAGE.matchAll(/^```sql\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);

describe("docs/queries.md", () => {
  test("links every ready-made query", () => {
    const links = NAMED_QUERIES.map(({ name }) => `[\`${name}\`](../modules/contracts/sql/${name}.sql)`);

    expect(links.filter((link) => !PAGE.includes(link))).toEqual([]);
  });

  test("shows SQL that both engines take", async () => {
    const database = await FindingsDatabase.of(
      (await analyzeFile(join(ROOT, "test", "fixtures", "mirrored.pcap"))).records,
    );
    try {
      expect(EXAMPLES.flatMap(trinoGrammar())).toEqual([]);
      expect(await Promise.all(EXAMPLES.map((sql) => database.rows(sql)))).toEqual([
        [{ ip: "198.51.100.21", sni: "api.example.com", connections: 1 }],
      ]);
    } finally {
      database.close();
    }
  });
});
