import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ByteWriter } from "../../../../modules/analyzer/bytes/byte-writer";
import { textOf } from "../../../../modules/analyzer/order/held-records";
import { writeRecordJson, type OfferGap } from "../../../../modules/analyzer/report/json";
import { JsonArrayPunctuation } from "../../../../modules/analyzer/report/json-array";
import type { ConnectionRecord } from "../../../../modules/contracts";
import { analyzeFile } from "../../../support/analyze";

const FIXTURES = join(__dirname, "..", "..", "..", "fixtures");
const captures = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name));

function recordJson(record: ConnectionRecord): string {
  const out = new ByteWriter(16);
  writeRecordJson(record, out);
  return textOf(out.bytes, 0, out.length);
}

test.each(captures)("writes the records of %s as JSON.stringify does", async (name) => {
  const { records } = await analyzeFile(join(FIXTURES, name));
  expect(records.length).toBeGreaterThan(0);
  expect(records.map(recordJson)).toEqual(records.map((record) => JSON.stringify(record)));
});

test("leaves a gap for the lists of a hello, and none where there is no hello", async () => {
  const { records } = await analyzeFile(join(FIXTURES, "mirrored.pcap"));
  const hellos = records.map((record) => {
    const out = new ByteWriter(16);
    const gap: OfferGap = { offerAt: -1, offer: null };
    writeRecordJson(record, out, gap);
    const before = textOf(out.bytes, 0, Math.max(0, gap.offerAt));
    const behind = textOf(out.bytes, Math.max(0, gap.offerAt), out.length);
    expect(`${before}${Buffer.from(gap.offer ?? "").toString()}${behind}`).toBe(JSON.stringify(record));
    return gap.offer !== null;
  });
  expect(hellos).toEqual(records.map(({ hello }) => hello !== null));
  expect(new Set(hellos)).toEqual(new Set([true, false]));
});

test.each(['a"b', "a\\b", "a\nb", "é", "\u2028", "\ud800", ""])("escapes %j as JSON.stringify does", async (text) => {
  const [record] = (await analyzeFile(join(FIXTURES, "tls12-ok.pcap"))).records;
  const odd = {
    ...record!,
    reason: { kind: "unknown" as const, text, certainty: "likely" as const },
    hello: { ...record!.hello!, sni: text, alpn: [text] },
    certificate: { ...record!.certificate!, subject: text },
  };
  expect(recordJson(odd)).toBe(JSON.stringify(odd));
});

test("an offer with the cipher suites of another, and a list that differs, is not mistaken for it", async () => {
  const [record] = (await analyzeFile(join(FIXTURES, "tls13-ok.pcap"))).records;
  for (const field of ["alpn", "versions", "groups", "signatureAlgorithms"] as const) {
    const other = { ...record!, hello: { ...record!.hello!, [field]: ["another"] } };
    expect(recordJson(record!)).toBe(JSON.stringify(record));
    expect(recordJson(other)).toBe(JSON.stringify(other));
  }
});

describe("a JSON array", () => {
  test("without records is empty", () => {
    expect(new JsonArrayPunctuation().end()).toBe("[]\n");
  });

  test("has a record a line", () => {
    const between = new JsonArrayPunctuation();
    expect(`${between.next()}{"v":1}${between.next()}{"v":1}${between.end()}`).toBe('[\n{"v":1},\n{"v":1}\n]\n');
  });
});
