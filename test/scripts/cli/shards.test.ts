import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { threadsFor } from "../../../scripts/cli/shards";

const FIXTURES = join(__dirname, "..", "..", "fixtures");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tls-mirror-shards-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A file of this size, which takes no room. */
function file(name: string, bytes: number): string {
  const path = join(folder, name);
  writeFileSync(path, "");
  truncateSync(path, bytes);
  return path;
}

test.each([
  ["standard input, which can be read only once", ["-"]],
  ["a pipe", ["/dev/stdin"]],
  ["a path that does not exist", [join(FIXTURES, "none.pcap")]],
  ["a small file", [join(FIXTURES, "tls13-ok.pcap")]],
  ["a small folder", [FIXTURES]],
])("one thread is enough for %s", (_, captures) => {
  expect(threadsFor(captures)).toBe(1);
});

test("one thread is enough for a single file, however large", () => {
  expect(threadsFor([file("large.pcap", 5e9)])).toBe(1);
});

test("one thread is enough for several small files", () => {
  expect(threadsFor([file("first.pcap", 4e8), file("second.pcap", 4e8)])).toBe(1);
});

test("all cores, four at most, take several files that are much together, named or in a folder", () => {
  const files = [file("first.pcap", 6e8), file("second.pcap", 4e8)];
  const all = Math.min(4, availableParallelism());

  expect([threadsFor(files), threadsFor([folder])]).toEqual([all, all]);
});
