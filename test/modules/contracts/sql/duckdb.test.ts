import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { duckDbFindings, TRINO_MACROS } from "../../../../modules/contracts";
import { COMPLETED, recordWith } from "../../analyzer/report/records";
import { FindingsDatabase } from "./findings-database";

describe("Trino's functions in DuckDB", () => {
  let database: FindingsDatabase;

  beforeAll(async () => {
    database = await FindingsDatabase.of([recordWith(COMPLETED), recordWith(COMPLETED)]);
  });
  afterAll(() => {
    database.close();
  });

  test.each<[string, unknown]>([
    ["approx_distinct(client.port)", 1],
    ["approx_percentile(packets, 0.5)", 4],
    ["count_if(outcome = 'completed')", 2],
  ])("%s counts over rows", async (expression, value) => {
    expect(await database.rows(`SELECT ${expression} AS value FROM findings`)).toEqual([{ value }]);
  });

  test.each<[string, unknown]>([
    ["array_join(ARRAY['a', 'b'], ', ')", "a, b"],
    ["arrays_overlap(ARRAY['a', 'b'], ARRAY['b'])", true],
    ["arrays_overlap(ARRAY['a'], ARRAY['b'])", false],
    ["cardinality(ARRAY['a', 'b'])", 2],
    ["date_format(TIMESTAMP '2026-11-22 15:04:05', '%Y-%m-%d %H:%i')", "2026-11-22 15:04"],
    ["element_at(ARRAY['a', 'b'], 2)", "b"],
    ["element_at(ARRAY['a', 'b'], 3)", null],
    ["to_unixtime(from_iso8601_timestamp('2026-11-22T15:00:00.500000Z'))", 1795359600.5],
    ["regexp_like('ELB app/web/50dc', '^ELB app/')", true],
  ])("%s is as Trino says", async (expression, value) => {
    expect(await database.rows(`SELECT ${expression} AS value`)).toEqual([{ value }]);
  });

  test("have the day and the hour of a connection's end where no folder tells them", async () => {
    expect(await database.rows("SELECT DISTINCT deployment, dt, hour FROM findings")).toEqual([
      { deployment: "", dt: "2026-11-22", hour: "15" },
    ]);
  });
});

test("findings are read by a pattern and through gzip, as they are in the bucket", async () => {
  const folder = mkdtempSync(join(tmpdir(), "findings-"));
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  try {
    const line = `${JSON.stringify(recordWith(COMPLETED))}\n`;
    for (const name of ["a", "b"]) writeFileSync(join(folder, `${name}.ndjson.gz`), gzipSync(line));
    for (const statement of [...TRINO_MACROS, duckDbFindings([join(folder, "*.ndjson.gz")])]) {
      await connection.run(statement);
    }
    const answer = await connection.runAndReadAll("SELECT count(*) FROM findings");

    expect(answer.getRowsJS()).toEqual([[2n]]);
  } finally {
    connection.closeSync();
    rmSync(folder, { recursive: true });
  }
});
