import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Shard } from "../../../../modules/analyzer/flow/shard";
import { textOf } from "../../../../modules/analyzer/order/record-output";
import { ShardMerge } from "../../../../modules/analyzer/order/shard-merge";
import { trafficOf } from "../../../../scripts/bench/shapes";
import { splitCapture } from "../../../../scripts/bench/split";
import { writeTraffic } from "../../../../scripts/bench/traffic";
import { FileSpool } from "../../../../scripts/cli/spool";
import { linesOfFile } from "../../../support/record-lines";

const linesOf = (path: string | readonly string[], shard?: Shard): Promise<readonly string[]> =>
  linesOfFile(path, shard === undefined ? {} : { shard }, { numbered: shard !== undefined });

async function mergedFrom(path: string | readonly string[], count: number): Promise<string[]> {
  const merged: string[] = [];
  const merge = new ShardMerge(count, lineTo(merged), new FileSpool());
  for (let index = 0; index < count; index++) {
    for (const line of await linesOf(path, { index, count })) merge.push(index, Buffer.from(`${line}\n`));
    merge.end(index);
  }
  return merged;
}

/** Takes the line of a record, and leaves out its line feed. */
const lineTo = (told: string[]) => (bytes: Uint8Array, start: number, end: number) =>
  told.push(textOf(bytes, start, end).replace(/\n$/, ""));

const FIXTURES = join(__dirname, "..", "..", "..", "fixtures");
const captures = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name));

test.each(captures)("two shards of %s tell the same as the whole", async (name) => {
  const path = join(FIXTURES, name);
  expect(await mergedFrom(path, 2)).toEqual(await linesOf(path));
});

test.each([2, 5])("%d shards of busy traffic tell the same as the whole, and share the work", async (count) => {
  const folder = mkdtempSync(join(tmpdir(), "shards-"));
  const path = join(folder, "busy.pcap");
  const { connections } = writeTraffic(path, trafficOf("handshakes", 0.002, true, 11));
  const whole = await linesOf(path);
  expect(whole).toHaveLength(connections);
  expect(await mergedFrom(path, count)).toEqual(whole);
  const share = (await linesOf(path, { index: 1, count })).length * count;
  expect(share).toBeGreaterThan(connections / 2);
  expect(share).toBeLessThan(connections * 2);
  rmSync(folder, { recursive: true });
});

test("files cut in mid-connection, as rotation does, tell the same as the whole, in one analyzer and in shards", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rotated-"));
  const path = join(folder, "busy.pcap");
  writeTraffic(path, trafficOf("mixed", 0.01, true, 12));
  const whole = await linesOf(path);
  const parts = splitCapture(path, 7);
  expect(await linesOf(parts)).toEqual(whole);
  expect(await mergedFrom(parts, 2)).toEqual(whole);
  rmSync(folder, { recursive: true });
});

test("waits for the shard that lags behind, its lines in memory or in the spool, and never for one that has ended", () => {
  const emitted: string[] = [];
  const spool = new FileSpool();
  const merge = new ShardMerge(3, lineTo(emitted), spool);
  const filler = "x".repeat(1024 * 1024);
  merge.end(2);
  for (let ordinal = 2; ordinal < 12; ordinal++) merge.push(0, Buffer.from(`${ordinal} ${ordinal}${filler}\n`));
  expect(emitted).toEqual([]);
  merge.push(1, Buffer.from("1 1\n"));
  expect(emitted).toEqual(["1"]);
  merge.push(1, Buffer.from("13 13\n"));
  expect(emitted.map((text) => parseInt(text, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  merge.end(0);
  merge.end(1);
  expect(emitted.at(-1)).toBe("13");
  spool.close();
});

test("lines of several shards come out of the spool unharmed, each of them a part at a time", () => {
  const emitted: string[] = [];
  const spool = new FileSpool();
  const merge = new ShardMerge(3, lineTo(emitted), spool);
  const told = (ordinal: number): string => `${ordinal}`.repeat(512 * 1024);
  for (let ordinal = 10; ordinal < 50; ordinal++) merge.push(ordinal % 2, Buffer.from(`${ordinal} ${told(ordinal)}\n`));
  expect(emitted).toEqual([]);
  for (const shard of [0, 1, 2]) merge.end(shard);
  const shortened = emitted.map((text) => text.slice(0, 2));
  expect(shortened).toEqual(Array.from({ length: 40 }, (_, i) => `${i + 10}`));
  expect(emitted.every((text) => text === told(parseInt(text.slice(0, 2), 10)))).toBe(true);
  spool.close();
});
