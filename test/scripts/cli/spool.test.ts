import { mkdtempSync, readdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Spooled } from "../../../modules/analyzer/spooled-runs";
import { spoolNotWritable } from "../../../scripts/cli/errors";
import { FileSpool } from "../../../scripts/cli/spool";

function append(spool: FileSpool, text: string): Spooled {
  const bytes = Buffer.from(`before${text}behind`);
  return spool.append(bytes, "before".length, bytes.length - "behind".length);
}

function read(spool: FileSpool, part: Spooled): string {
  return Buffer.from(spool.read(part)).toString();
}

test("says where records cannot be kept", () => {
  const { message } = spoolNotWritable("/nonexistent", "");
  expect(() => append(new FileSpool("/nonexistent"), "text")).toThrow(message.slice(0, message.indexOf("(")));
});

test("gives back what was appended, in any order, beyond ASCII too", () => {
  const spool = new FileSpool();
  const texts = ["first\n", "zweite Zeile: ä\n", "三\n".repeat(1000)];
  const parts = texts.map((text) => append(spool, text));
  expect(parts.map((part) => read(spool, part)).reverse()).toEqual([...texts].reverse());
  spool.clear();
  expect(read(spool, append(spool, "again"))).toBe("again");
  spool.close();
});

test("leaves nothing behind", () => {
  const folder = mkdtempSync(join(tmpdir(), "spool-test-"));
  const spool = new FileSpool(folder);
  append(spool, "text");
  expect(readdirSync(folder)).toEqual([]);
  spool.close();
  rmdirSync(folder);
});
