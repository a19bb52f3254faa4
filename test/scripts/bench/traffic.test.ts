import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Analyzer } from "../../../modules/analyzer/analyzer";
import { CaptureReader } from "../../../modules/analyzer/capture";
import type { ConnectionRecord } from "../../../modules/contracts";
import { clientProfiles } from "../../../scripts/bench/client-profiles";
import { Random } from "../../../scripts/bench/random";
import { SHAPES, trafficOf } from "../../../scripts/bench/shapes";
import { splitCapture } from "../../../scripts/bench/split";
import { writeTraffic } from "../../../scripts/bench/traffic";

const SCALE = 0.002;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bench-traffic-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function analyzed(...paths: string[]): Promise<ConnectionRecord[]> {
  const records: ConnectionRecord[] = [];
  const analyzer = new Analyzer((record) => records.push(record));
  const reader = await CaptureReader.open(paths);
  while (await reader.fill()) analyzer.acceptFrom(reader);
  analyzer.finish();
  return records;
}

describe.each(SHAPES)("traffic of the shape %s", (shape) => {
  test.each([false, true])("holds what its ledger says, encapsulated %s", async (encapsulated) => {
    const path = join(folder, "capture.pcap");
    const ledger = writeTraffic(path, trafficOf(shape, SCALE, encapsulated, 7));
    const records = await analyzed(path);

    expect(records).toHaveLength(ledger.connections);
    expect(records.filter(({ outcome }) => outcome === "failed")).toHaveLength(ledger.failed);
    expect(records.filter(({ outcome }) => outcome === "undetermined")).toEqual([]);
    const retried = records.filter(({ hello }) => hello?.retried === true).length;
    expect(records.filter(({ hello }) => hello !== null).length + retried).toBe(ledger.hellos);
    expect(records.filter(({ alert }) => alert?.encrypted === false)).toHaveLength(ledger.plaintextAlerts);
    expect(records.reduce((sum, { packets }) => sum + packets, 0)).toBe(ledger.packets);
    expect(new Set(records.map(({ vni }) => vni === null))).toEqual(new Set([!encapsulated]));
  });
});

test("the same seed makes the same bytes, another seed others", () => {
  const bytes = (seed: number): Buffer => {
    const path = join(folder, "seeded.pcap");
    writeTraffic(path, trafficOf("failing", SCALE, true, seed));
    return readFileSync(path);
  };
  expect(bytes(1).equals(bytes(1))).toBe(true);
  expect(bytes(1).equals(bytes(2))).toBe(false);
});

test("at least 500 of 600 client profiles are distinct", () => {
  const profiles = clientProfiles(600, new Random(1));
  expect(new Set(profiles.map((profile) => JSON.stringify(profile))).size).toBeGreaterThanOrEqual(500);
});

test("connections overlap", async () => {
  const path = join(folder, "overlap.pcap");
  writeTraffic(path, trafficOf("mixed", SCALE, false, 3));
  const [first, second] = await analyzed(path);
  expect(second!.start < first!.end).toBe(true);
});

test("a capture cut into files in mid-connection tells the same as the whole", async () => {
  const path = join(folder, "whole.pcap");
  writeTraffic(path, trafficOf("mixed", SCALE, true, 5));
  const parts = splitCapture(path, 4);
  expect(parts).toHaveLength(4);
  expect(await analyzed(...parts)).toEqual(await analyzed(path));
});
