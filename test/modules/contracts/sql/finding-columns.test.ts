import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { ColumnType, ConnectionRecord } from "../../../../modules/contracts";
import { FINDING_COLUMNS, hiveType } from "../../../../modules/contracts";
import { analyzeFile } from "../../../support/analyze";
import { FindingsDatabase } from "./findings-database";

const FIXTURES = join(__dirname, "..", "..", "..", "fixtures");

// Reads every capture among the fixtures.
jest.setTimeout(60_000);

let records: ConnectionRecord[];

beforeAll(async () => {
  const captures = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name));
  records = [];
  for (const name of captures) records.push(...(await analyzeFile(join(FIXTURES, name))).records);
});

/** What a value has that its type does not hold; empty when they fit. Null fits every type. */
function misfits(path: string, value: unknown, type: ColumnType | undefined): string[] {
  if (type === undefined) return [`${path} has no column`];
  if (value === null) return [];
  if (value === undefined) return [`${path} is not written`];
  if (typeof type === "string") {
    const fits = {
      string: typeof value === "string",
      boolean: typeof value === "boolean",
      double: typeof value === "number",
      int: Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31,
      bigint: Number.isSafeInteger(value),
    }[type];
    return fits ? [] : [`${path} is no ${type}: ${JSON.stringify(value)}`];
  }
  if ("array" in type) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((item, i) => misfits(`${path}[${i}]`, item, type.array));
  }
  if (typeof value !== "object") return [`${path} has no fields`];
  return Object.entries(value).flatMap(([name, field]) => misfits(`${path}.${name}`, field, type.struct[name]));
}

/** Every scalar and list of a type, by its path. */
function leaves(path: string, type: ColumnType): string[] {
  if (typeof type === "string" || "array" in type) return [path];
  return Object.entries(type.struct).flatMap(([name, field]) => leaves(`${path}.${name}`, field));
}

function at(record: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | null)?.[name] ?? null, record);
}

/** No server of the recorded captures chose a protocol in clear; the compiler alone compares this one. */
const NEVER_RECORDED = ["serverHello.alpn"];

const COLUMNS: ColumnType = { struct: FINDING_COLUMNS };

describe("the columns of findings", () => {
  test("a value of another type, or of no column, is found by this comparison", () => {
    expect(misfits("record", { v: "1", extra: 1, hello: { ciphers: [4865] } }, COLUMNS)).toEqual([
      'record.v is no int: "1"',
      "record.extra has no column",
      "record.hello.ciphers[0] is no string: 4865",
    ]);
  });

  test("hold every field of every record that the analyzer makes of the recorded captures", () => {
    expect(records.length).toBeGreaterThan(100);
    expect(records.flatMap((record) => misfits("record", record, COLUMNS))).toEqual([]);
  });

  test("are in the record's order", () => {
    expect(Object.keys(FINDING_COLUMNS)).toEqual(Object.keys(records[0]!));
  });

  test("are all used by some record", () => {
    const unused = leaves("", COLUMNS)
      .map((path) => path.slice(1))
      .filter((path) => records.every((record) => at(record, path) === null));

    expect(unused.filter((path) => !NEVER_RECORDED.includes(path))).toEqual([]);
  });

  test("give back in DuckDB what the analyzer wrote", async () => {
    const database = await FindingsDatabase.of(records);
    try {
      const names = Object.keys(FINDING_COLUMNS).map((name) => `"${name}"`);
      const rows = await database.rows(`SELECT ${names.join(", ")} FROM findings ORDER BY start, client.port, packets`);
      const byStart = (a: ConnectionRecord, b: ConnectionRecord) =>
        a.start < b.start ? -1 : a.start > b.start ? 1 : a.client.port - b.client.port || a.packets - b.packets;

      expect(rows).toEqual([...records].sort(byStart));
    } finally {
      database.close();
    }
  });

  test("are written for Hive in lower case, whole numbers of packets in 64 bits", () => {
    expect(hiveType(FINDING_COLUMNS.missingBytes)).toBe("bigint");
    expect(hiveType(FINDING_COLUMNS.certificate)).toBe(
      "struct<subject:string,issuer:string,notbefore:string,notafter:string,names:array<string>,chainlength:int>",
    );
  });
});
