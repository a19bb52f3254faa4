import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeTraffic } from "../../../scripts/bench/traffic";
import { Output } from "../../../scripts/cli/output";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tls-mirror-output-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("short and long pieces come out in the order in which they came", () => {
  const path = join(folder, "pieces");
  const output = new Output(path);
  const lengths = [10, 40_000, 1, 32 * 1024, 32 * 1024 - 1, 300_000, 7, 7, 100_000];
  const pieces = lengths.map((length, i) => Buffer.alloc(length, 0x61 + i));
  for (const [i, piece] of pieces.entries()) {
    if (i % 3 === 0) output.text(piece.toString());
    else output.copy(Buffer.concat([Buffer.from("before"), piece, Buffer.from("behind")]), 6, 6 + piece.length);
  }
  output.end();
  expect(readFileSync(path).equals(Buffer.concat(pieces))).toBe(true);
});

test("a reader that leaves early is no failure", async () => {
  const path = join(folder, "many.pcap");
  const traffic = { connections: 300, failing: 0.1, dataSegments: 0, concurrent: 50, encapsulated: false, seed: 1 };
  writeTraffic(path, traffic);
  const command = ["dist/scripts/cli.js", "analyze", "--format", "ndjson", path];
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "pipe"] });
  let complaints = "";
  child.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  child.stdout.once("data", () => child.stdout.destroy());
  const [status] = (await once(child, "close")) as [number | null];
  expect({ status, complaints }).toEqual({ status: 0, complaints: "" });
});
