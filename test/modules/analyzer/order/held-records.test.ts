import { join } from "node:path";
import { ByteWriter } from "../../../../modules/analyzer/bytes/byte-writer";
import {
  HELD_AS_RECORD,
  heldAsJson,
  heldWithOrdinal,
  type HeldForm,
  type Line,
} from "../../../../modules/analyzer/order/held-records";
import { textOf } from "../../../../modules/analyzer/report/record-line";
import { linesOfFile, textOfLine } from "../../../support/record-lines";

const FIXTURE = join(__dirname, "..", "..", "..", "fixtures", "mirrored.pcap");

function textOfHeld(line: Line): string {
  const out = new ByteWriter(16);
  line.copyTo(out);
  return textOf(out.bytes, 0, out.length);
}

/** Holds all of the records, and more of each than fit on a page, and tells them afterwards. */
async function held(form: HeldForm<Line>, times: number): Promise<{ told: string[]; texts: string[] }> {
  const lines = await linesOfFile(FIXTURE);
  const repeated = Array.from({ length: times }, () => lines).flat();
  const kept = repeated.map((line, ordinal) => form.of(line, ordinal)!);
  return { told: kept.map(textOfHeld), texts: repeated.map(textOfLine) };
}

test("tells records as JSON, however many are held at once", async () => {
  const { told, texts } = await held(heldAsJson(), 100);
  expect(told).toEqual(texts);
});

test("tells the ordinal of a shard's record before it", async () => {
  const { told, texts } = await held(heldWithOrdinal(), 10);
  expect(told).toEqual(texts.map((text, ordinal) => `${ordinal} ${text}`));
});

test("tells records themselves to who wants them so", async () => {
  const lines = await linesOfFile(FIXTURE);
  const records = lines.map((line) => HELD_AS_RECORD.of(line, 0));
  expect(records.map((record) => JSON.stringify(record))).toEqual(lines.map(textOfLine));
});

/** Of each record the line that a form writes to the spool, and what it reads of it. */
async function spooled<Held>(form: HeldForm<Held>): Promise<{ read: Held[]; written: string[]; texts: string[] }> {
  const lines = await linesOfFile(FIXTURE);
  const out = new ByteWriter(16);
  const ends = lines.map((line) => {
    form.write(form.of(line, 0)!, out);
    return out.length;
  });
  const parts = ends.map((end, index) => [out.bytes, ends[index - 1] ?? 0, end] as const);
  return {
    read: parts.map((part) => form.read(...part)),
    written: parts.map((part) => textOf(...part)),
    texts: lines.map(textOfLine),
  };
}

test("writes lines to a spool without the lists of their hellos, and reads them back whole", async () => {
  const { read, written, texts } = await spooled(heldAsJson());
  expect(read.map(textOfHeld)).toEqual(texts);
  const lists = /"alpn":.*"signatureAlgorithms":\[[^\]]*\]/;
  expect(texts.join("\n")).toMatch(lists);
  expect(written.join("\n")).not.toMatch(lists);
});

test("a line of a kind of client that comes after too many others is written with its lists", () => {
  const form = heldAsJson();
  const out = new ByteWriter(16);
  const bytes = Buffer.from("{before,after}");
  const place = { outcome: "completed", cause: null, bytes, start: 0, end: bytes.length, listsAt: 7 } as const;
  const written = Array.from({ length: 5000 }, (_, kind) => {
    const start = out.length;
    form.write(form.of({ ...place, lists: Buffer.from(`,lists of ${kind}`) }, 0)!, out);
    return [start, out.length] as const;
  });
  const read = written.map(([start, end]) => textOfHeld(form.read(out.bytes, start, end)));
  expect(read).toEqual(written.map((_, kind) => `{before,lists of ${kind},after}`));
  const lengths = new Set(written.map(([start, end]) => end - start));
  expect([...lengths].map((length) => length > bytes.length + ",lists of ".length)).toContain(true);
  expect(Math.min(...lengths)).toBeLessThan(bytes.length + ",lists of ".length);
});

test("takes a record's line as another thread tells it", () => {
  const text = Buffer.from('xx{"v":1}yy');
  expect(textOfHeld(heldAsJson().ofText(text, 2, text.length - 2))).toBe('{"v":1}');
  expect(HELD_AS_RECORD.ofText(text, 2, text.length - 2)).toEqual({ v: 1 });
});

test("writes records to a spool as lines, and reads them back", async () => {
  const { read, written, texts } = await spooled(HELD_AS_RECORD);
  expect(written).toEqual(texts);
  expect(read.map((record) => JSON.stringify(record))).toEqual(texts);
});

test("holds a line as it was when it was lent, whatever is written there afterwards", async () => {
  const form = heldAsJson();
  const lines = await linesOfFile(FIXTURE);
  const texts = lines.map(textOfLine);
  const kept = lines.map((line) => {
    const own = form.of(line, 0)!;
    line.bytes.fill(0xee);
    return own;
  });
  expect(kept.map(textOfHeld)).toEqual(texts);
});

test("uses dropped lines and their pages for others, and leaves those alone that are held", async () => {
  const form = heldAsJson();
  const [first, ...others] = await linesOfFile(FIXTURE);
  const kept = form.of(first!, 0)!;
  for (let i = 0; i < 200; i++) for (const line of others) form.drop(form.of(line, i)!);
  expect(textOfHeld(kept)).toBe(textOfLine(first!));
});
