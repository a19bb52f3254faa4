import { mkdtempSync, readdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spoolNotWritable } from "../../../scripts/cli/errors";
import { FileSpool } from "../../../scripts/cli/spool";

test("says where records cannot be kept", () => {
  const { message } = spoolNotWritable("/nonexistent", "");
  expect(() => new FileSpool("/nonexistent").append("text")).toThrow(message.slice(0, message.indexOf("(")));
});

test("gives back what was appended, in any order, beyond ASCII too", () => {
  const spool = new FileSpool();
  const texts = ["first\n", "zweite Zeile: ä\n", "三\n".repeat(1000)];
  const parts = texts.map((text) => spool.append(text));
  expect(parts.map((part) => spool.read(part)).reverse()).toEqual([...texts].reverse());
  spool.clear();
  expect(spool.read(spool.append("again"))).toBe("again");
  spool.close();
});

test("leaves nothing behind", () => {
  const folder = mkdtempSync(join(tmpdir(), "spool-test-"));
  const spool = new FileSpool(folder);
  spool.append("text");
  expect(readdirSync(folder)).toEqual([]);
  spool.close();
  rmdirSync(folder);
});
