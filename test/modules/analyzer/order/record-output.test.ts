import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Analyzer } from "../../../../modules/analyzer/analyzer";
import { noCounts } from "../../../../modules/analyzer/analyzer-counts";
import { eachLine, recordOf, recordsTo, textOf } from "../../../../modules/analyzer/order/record-output";
import type { ConnectionRecord, Outcome } from "../../../../modules/contracts";
import { trafficOf } from "../../../../scripts/bench/shapes";
import { writeTraffic } from "../../../../scripts/bench/traffic";
import { acceptFile } from "../../../support/analyze";
import { MemorySpool } from "../../../support/memory-spool";
import { linesOfFile } from "../../../support/record-lines";

const FIXTURES = join(__dirname, "..", "..", "..", "fixtures");
const FIXTURE = join(FIXTURES, "mirrored.pcap");
const captures = readdirSync(FIXTURES)
  .filter((name) => /\.pcap(ng)?$/.test(name))
  .map((name) => join(FIXTURES, name));

const parsed = (line: string): ConnectionRecord => JSON.parse(line) as ConnectionRecord;

describe("lines in a buffer", () => {
  const bytes = Buffer.from('xx{"é":1}\n\n{"b":[2]}\nyy');

  test("are told one by one", () => {
    const texts: string[] = [];
    eachLine(bytes, 2, bytes.length - 2, (start, end) => texts.push(textOf(bytes, start, end)));
    expect(texts).toEqual(['{"é":1}', "", '{"b":[2]}']);
  });

  test("are records to whoever wants those", () => {
    const lines = Buffer.from('{"v":1}\n{"v":2}\n');
    const records: unknown[] = [];
    recordsTo((record) => records.push(record)).lines(lines, 0, lines.length);
    expect(records).toEqual([{ v: 1 }, { v: 2 }]);
    expect(recordOf(lines, 8, 15)).toEqual({ v: 2 });
  });
});

test("the same is told of every fixture, whether records wait in memory or in a spool", async () => {
  for (const capture of captures) {
    const spool = new MemorySpool();
    expect(await linesOfFile(capture, {}, { spool })).toEqual(await linesOfFile(capture));
    expect(spool.freed).toBe(spool.written);
  }
});

test("a number before each record is that of the packet from which its connection is reported, and they ascend", async () => {
  const numbered = await linesOfFile(FIXTURE, {}, { numbered: true });
  const [numbers, lines] = [0, 1].map((part) => numbered.map((line) => /^(\d+) (.*)$/.exec(line)![part + 1]!));
  expect(lines).toEqual(await linesOfFile(FIXTURE));
  expect(numbers!.map(Number)).toEqual(numbers!.map(Number).sort((a, b) => a - b));
  expect(new Set(numbers).size).toBe(lines!.length);
});

test("only records of the outcome asked for are told, and all are counted", async () => {
  const outcomes: readonly Outcome[] = ["completed", "failed", "not-tls", "undetermined"];
  const all = await linesOfFile(FIXTURE);
  for (const only of outcomes) {
    let told = 0;
    const analyzer = new Analyzer({ ...recordsTo(() => told++), only });
    await acceptFile(analyzer, FIXTURE);
    const expected = all.filter((line) => parsed(line).outcome === only);
    expect(await linesOfFile(FIXTURE, {}, { only })).toEqual(expected);
    expect(told).toBe(expected.length);
    expect(outcomes.reduce((sum, outcome) => sum + analyzer.counts.outcomes[outcome], 0)).toBe(all.length);
  }
});

test("connections that are over like others before them are counted like those", async () => {
  const folder = mkdtempSync(join(tmpdir(), "record-output-"));
  const path = join(folder, "busy.pcap");
  writeTraffic(path, trafficOf("mixed", 0.02, false, 5));
  const counted = noCounts().outcomes;
  const analyzer = new Analyzer((record) => counted[record.outcome]++);
  await acceptFile(analyzer, path);
  rmSync(folder, { recursive: true });
  expect(counted.completed).toBeGreaterThan(100);
  expect(analyzer.counts.outcomes).toEqual(counted);
});

test("as they are decided records are told at once, each after its decision", async () => {
  for (const capture of captures) {
    const decided: unknown[] = [];
    const lines = await linesOfFile(
      capture,
      {},
      { order: "decision", decided: (outcome, cause) => decided.push({ outcome, cause }) },
    );
    expect(lines.map(parsed).map(({ outcome, cause }) => ({ outcome, cause }))).toEqual(decided);
    expect([...lines].sort()).toEqual([...(await linesOfFile(capture))].sort());
  }
});
