import { mkdtempSync, readdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Spooled } from "../../../modules/analyzer/order/spool";
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

test.each([undefined, 7])(
  "gives back what was appended, in any order, beyond ASCII too, in files of %p bytes",
  (bytes) => {
    const spool = new FileSpool(undefined, bytes);
    const texts = ["first\n", "zweite Zeile: ä\n", "三\n".repeat(300)];
    const parts = texts.map((text) => append(spool, text));
    expect(parts.map((part) => read(spool, part)).reverse()).toEqual([...texts].reverse());
    spool.close();
  },
);

test("gives room on the disk back file by file, whatever the order in which bytes are given back", () => {
  const spool = new FileSpool(undefined, 10);
  const parts = ["0123456", "789abcd", "efghijklmnopqrstuvwxy"].map((text) => append(spool, text));
  expect(spool.files).toBe(4);
  spool.free(parts[2]!);
  // Of the second file the first four bytes are still there, and the last one is not full yet.
  expect(spool.files).toBe(3);
  expect(read(spool, parts[1]!)).toBe("789abcd");
  spool.free(parts[0]!);
  expect(spool.files).toBe(3);
  spool.free(parts[1]!);
  expect(spool.files).toBe(1);
  expect(read(spool, append(spool, "again"))).toBe("again");
  spool.close();
  expect(spool.files).toBe(0);
});

test("leaves nothing behind", () => {
  const folder = mkdtempSync(join(tmpdir(), "spool-test-"));
  const spool = new FileSpool(folder);
  append(spool, "text");
  expect(readdirSync(folder)).toEqual([]);
  spool.close();
  rmdirSync(folder);
});
