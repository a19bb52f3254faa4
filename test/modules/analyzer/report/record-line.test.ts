import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ByteWriter } from "../../../../modules/analyzer/bytes/byte-writer";
import { recordOf, textOf, writeLine, type RecordLine } from "../../../../modules/analyzer/report/record-line";
import { FINDING_COLUMNS, type ConnectionRecord } from "../../../../modules/contracts";
import { analyzeFile } from "../../../support/analyze";
import { linesOfFile, textOfLine } from "../../../support/record-lines";

const FIXTURES = join(__dirname, "..", "..", "..", "fixtures");
const captures = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name));

describe.each(captures)("of %s", (name) => {
  let lines: readonly RecordLine[] = [];
  beforeAll(async () => {
    lines = await linesOfFile(join(FIXTURES, name));
  });

  test("every line is its record as JSON.stringify writes it", async () => {
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.map(textOfLine)).toEqual(lines.map((line) => JSON.stringify(recordOf(line))));
    expect(lines.map(recordOf)).toEqual((await analyzeFile(join(FIXTURES, name))).records);
  });

  test("every line tells what the contract wants, in its order", () => {
    for (const line of lines) {
      const record = recordOf(line);
      expect(fieldsOf(record)).toEqual(wantedFields(record));
      expect([line.outcome, line.cause]).toEqual([record.outcome, record.cause]);
    }
  });

  test("a line lacks the lists of the hello, and nothing where there is no hello", () => {
    for (const line of lines) {
      const { hello } = recordOf(line);
      if (hello === null) {
        expect([line.listsAt, line.lists.length]).toEqual([-1, 0]);
        expect(textOf(line.bytes, line.start, line.end)).toBe(textOfLine(line));
        continue;
      }
      const { alpn, versions, ciphers, groups, signatureAlgorithms } = hello;
      const lists = JSON.stringify({ alpn, versions, ciphers, groups, signatureAlgorithms });
      expect(textOf(line.lists, 0, line.lists.length)).toBe(`,${lists.slice(1, -1)},`);
      expect(textOf(line.bytes, line.start, line.listsAt)).toMatch(/"hello":\{"sni":(null|"[^"]*")$/);
      expect(textOf(line.bytes, line.listsAt, line.end)).toMatch(/^"ja3":/);
    }
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

/** A line that is no record's, with bytes of others beside it. */
function lineWith(before: string, lists: string | null, behind: string): RecordLine {
  const bytes = Buffer.from(`<<${before}${behind}>>`);
  return {
    outcome: "completed",
    cause: null,
    bytes,
    start: 2,
    end: bytes.length - 2,
    listsAt: lists === null ? -1 : 2 + before.length,
    lists: Buffer.from(lists ?? ""),
  };
}

describe("a whole line", () => {
  test.each([
    ["with lists in its middle", '{"a":1', ',"b":[2],', '"c":3}'],
    ["with lists at its end", '{"a":1,"c":3', ',"b":[2]}', ""],
    ["with lists longer than what is copied byte by byte", '{"a":1', `,"b":["${"b".repeat(10_000)}"],`, '"c":3}'],
    ["without lists", '{"a":1,', null, '"c":3}'],
  ])("%s is written behind what was written before", (_, before, lists, behind) => {
    const out = new ByteWriter(1);
    out.text("17 ");
    writeLine(lineWith(before, lists, behind), out);
    expect(textOf(out.bytes, 0, out.length)).toBe(`17 ${before}${lists ?? ""}${behind}`);
  });

  test("is read as its record, one after the other", () => {
    const lines = [lineWith('{"a":1', ',"b":[2],', '"c":"long enough"}'), lineWith('{"é":', null, "1}")];
    expect(lines.map(recordOf)).toEqual([{ a: 1, b: [2], c: "long enough" }, { é: 1 }]);
  });
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
