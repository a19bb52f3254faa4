import { readdirSync } from "node:fs";
import { join } from "node:path";
import { FINDING_COLUMNS, type ConnectionRecord } from "../../../../modules/contracts";
import { analyzeFile } from "../../../support/analyze";
import { linesOfFile } from "../../../support/record-lines";

const FIXTURES = join(__dirname, "..", "..", "..", "fixtures");
const captures = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name));

const recordOf = (line: string): ConnectionRecord => JSON.parse(line) as ConnectionRecord;

describe.each(captures)("of %s", (name) => {
  let lines: readonly string[] = [];
  beforeAll(async () => {
    lines = await linesOfFile(join(FIXTURES, name));
  });

  test("every line is its record as JSON.stringify writes it", async () => {
    expect(lines.length).toBeGreaterThan(0);
    expect(lines).toEqual(lines.map((line) => JSON.stringify(recordOf(line))));
    expect(lines.map(recordOf)).toEqual((await analyzeFile(join(FIXTURES, name))).records);
  });

  test("every line tells what the contract wants, in its order", () => {
    for (const record of lines.map(recordOf)) expect(fieldsOf(record)).toEqual(wantedFields(record));
  });
});

test("fixtures hold records with and without each part", async () => {
  const lines = await Promise.all(captures.map((name) => linesOfFile(join(FIXTURES, name))));
  const records = lines.flat().map(recordOf);
  const parts = [
    "mirror",
    "reason",
    "alert",
    "closedBy",
    "hello",
    "serverHello",
    "certificate",
    "handshakeMs",
  ] as const;
  const seen = parts.map((part) => [part, new Set(records.map((record) => record[part] === null))] as const);
  expect(seen).toEqual(parts.map((part) => [part, new Set([true, false])]));
});

/** Names of fields and of their fields, in order. */
function fieldsOf(record: ConnectionRecord): unknown[] {
  return Object.entries(record).map(([field, value]) => [field, ...namesIn(value)]);
}

/** The same as the contract lists them, where a record has them. */
function wantedFields(record: ConnectionRecord): unknown[] {
  return Object.entries(FINDING_COLUMNS).map(([field, type]) => {
    const isThere = record[field as keyof ConnectionRecord] !== null;
    return [field, ...(isThere && typeof type === "object" && "struct" in type ? Object.keys(type.struct) : [])];
  });
}

function namesIn(value: unknown): string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}
