import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBInstance } from "@duckdb/node-api";
import type { ConnectionRecord } from "../../../../modules/contracts";
import { duckDbFindings, TRINO_MACROS } from "../../../../modules/contracts";

/** One row of an answer, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** The table `findings` in DuckDB, over records written to a file as the appliance writes them. */
export class FindingsDatabase {
  readonly #folder: string;
  readonly #connection: DuckDBConnection;

  private constructor(folder: string, connection: DuckDBConnection) {
    this.#folder = folder;
    this.#connection = connection;
  }

  static async of(records: readonly ConnectionRecord[]): Promise<FindingsDatabase> {
    const folder = mkdtempSync(join(tmpdir(), "findings-"));
    const file = join(folder, "it's findings.ndjson");
    writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
    const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
    const connection = await instance.connect();
    for (const statement of [...TRINO_MACROS, duckDbFindings([file])]) await connection.run(statement);
    return new FindingsDatabase(folder, connection);
  }

  /** Answers a statement; whole numbers come as numbers. */
  async rows(sql: string, ...parameters: string[]): Promise<Row[]> {
    const answer = await this.#connection.runAndReadAll(sql, parameters);
    return answer
      .getRowObjectsJson()
      .map((row) => numbered(row, answer.columnNames(), answer.columnTypes().map(String)));
  }

  close(): void {
    this.#connection.closeSync();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** JSON has no whole numbers of 64 bits, so DuckDB writes them as text. */
function numbered(row: Row, names: readonly string[], types: readonly string[]): Row {
  return Object.fromEntries(names.map((name, i) => [name, types[i] === "BIGINT" ? Number(row[name]) : row[name]]));
}
