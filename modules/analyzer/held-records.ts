import type { ConnectionRecord } from "../contracts";
import { ByteWriter } from "./bytes/byte-writer";
import { writeRecordJson } from "./report/json";

/** What is held of a record until its turn comes: the record, or the line that will be printed of it. */
export interface HeldForm<Held> {
  /** Null for a record that is not wanted. */
  of(record: ConnectionRecord, ordinal: number): Held | null;
  /** One line of text, without line feed, and back. `bytes` are borrowed until what was held is dropped. */
  write(held: Held, out: ByteWriter): void;
  read(bytes: Uint8Array, start: number, end: number): Held;
  /** Nobody needs it any more. */
  drop(held: Held): void;
}

export const HELD_AS_RECORD: HeldForm<ConnectionRecord> = {
  of: (record) => record,
  write: writeRecordJson,
  read: (bytes, start, end) => JSON.parse(textOf(bytes, start, end)) as ConnectionRecord,
  drop: () => undefined,
};

/** A line of text in UTF-8, `page.bytes[start, end)`. */
export interface HeldLine {
  readonly page: { readonly bytes: Uint8Array };
  readonly start: number;
  readonly end: number;
}

/** For output that is a line of JSON for each record: written once, even if it waits in a file. */
export function heldAsJson(): HeldForm<HeldLine> {
  return heldAsLine(writeRecordJson);
}

/** The number of the packet that the connection is reported from, a space, and the record: told by one of several shards. */
export function heldWithOrdinal(): HeldForm<HeldLine> {
  return heldAsLine((record, out, ordinal) => {
    out.number(ordinal);
    out.text(" ");
    writeRecordJson(record, out);
  });
}

export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8");
}

/** Small, because one line that waits keeps the whole page. */
const PAGE_BYTES = 64 * 1024;
/** Room for one more line, mostly; a longer one makes its page grow. */
const LINE_BYTES = 4096;
/** Pages kept for further use: as many as one move to the spool empties. */
const MAX_SPARE_PAGES = 256;

/** Lines that were written one after the other, outside of the heap: the garbage collector never looks at them. */
class Page {
  readonly writer = new ByteWriter(PAGE_BYTES);
  lines = 0;

  get bytes(): Uint8Array {
    return this.writer.bytes;
  }
}

function heldAsLine(
  write: (record: ConnectionRecord, out: ByteWriter, ordinal: number) => void,
): HeldForm<HeldLine & { readonly page: Page | { readonly bytes: Uint8Array } }> {
  const spare: Page[] = [];
  let current = new Page();
  return {
    of: (record, ordinal) => {
      if (current.writer.length > PAGE_BYTES - LINE_BYTES) current = spare.pop() ?? new Page();
      const page = current;
      const { writer } = page;
      const start = writer.length;
      write(record, writer, ordinal);
      page.lines++;
      return { page, start, end: writer.length };
    },
    write: ({ page, start, end }, out) => {
      out.copy(page.bytes, start, end);
    },
    read: (bytes, start, end) => ({ page: { bytes }, start, end }),
    drop: ({ page }) => {
      if (!(page instanceof Page) || --page.lines > 0) return;
      page.writer.length = 0;
      if (page !== current && spare.length < MAX_SPARE_PAGES) spare.push(page);
    },
  };
}
