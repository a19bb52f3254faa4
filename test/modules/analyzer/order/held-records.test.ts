import { join } from "node:path";
import { ByteWriter } from "../../../../modules/analyzer/bytes/byte-writer";
import {
  heldAsJson,
  heldWithOrdinal,
  textOf,
  type HeldForm,
  type Line,
} from "../../../../modules/analyzer/order/held-records";
import type { ConnectionRecord } from "../../../../modules/contracts";
import { analyzeFile } from "../../../support/analyze";

const FIXTURE = join(__dirname, "..", "..", "..", "fixtures", "mirrored.pcap");

function textOfLine(line: Line): string {
  const out = new ByteWriter(16);
  line.copyTo(out);
  return textOf(out.bytes, 0, out.length);
}

/** Holds all of the records, and more of each than fit on a page, and tells them afterwards. */
async function held(form: HeldForm<Line>, times: number): Promise<{ told: string[]; records: ConnectionRecord[] }> {
  const { records } = await analyzeFile(FIXTURE);
  const repeated = Array.from({ length: times }, () => records).flat();
  const lines = repeated.map((record, ordinal) => form.of(record, ordinal)!);
  return { told: lines.map(textOfLine), records: repeated };
}

test("tells records as JSON, however many are held at once", async () => {
  const { told, records } = await held(heldAsJson(), 100);
  expect(told).toEqual(records.map((record) => JSON.stringify(record)));
});

test("tells the ordinal of a shard's record before it", async () => {
  const { told, records } = await held(heldWithOrdinal(), 10);
  expect(told).toEqual(records.map((record, ordinal) => `${ordinal} ${JSON.stringify(record)}`));
});

test("writes whole lines to a spool, and reads them back", async () => {
  const form = heldAsJson();
  const { records } = await analyzeFile(FIXTURE);
  const spooled = new ByteWriter(16);
  const ends = records.map((record) => {
    form.write(form.of(record, 0)!, spooled);
    return spooled.length;
  });
  const told = ends.map((end, index) => textOfLine(form.read(spooled.bytes, ends[index - 1] ?? 0, end)));
  expect(told).toEqual(records.map((record) => JSON.stringify(record)));
});

test("uses dropped lines and their pages for others, and leaves those alone that are held", async () => {
  const form = heldAsJson();
  const { records } = await analyzeFile(FIXTURE);
  const [first, ...others] = records;
  const kept = form.of(first!, 0)!;
  for (let i = 0; i < 200; i++) for (const record of others) form.drop(form.of(record, i)!);
  expect(textOfLine(kept)).toBe(JSON.stringify(first));
});
