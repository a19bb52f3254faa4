import type { ConnectionRecord } from "../../contracts";
import { ByteWriter } from "../bytes/byte-writer";
import { decimalAt, SPACE } from "../bytes/decimal";
import { recordOf, textOf, writeLine, type GappedLine, type RecordLine } from "../report/record-line";
import { NumberedLists, WITHOUT_LISTS } from "./numbered-lists";

/** What is held of a record until its turn comes: the record, or the line that will be printed of it. */
export interface HeldForm<Held> {
  /** `line` is borrowed. Null for a record that is not wanted. */
  of(line: RecordLine, ordinal: number): Held | null;
  /**
   * Text for the spool, without line feed, and back, by the form that wrote it. `bytes` are borrowed until what was held is
   * dropped.
   */
  write(held: Held, out: ByteWriter): void;
  read(bytes: Uint8Array, start: number, end: number): Held;
  /** Of a record's line as another thread tells it. `bytes` are borrowed until it is dropped. */
  ofText(bytes: Uint8Array, start: number, end: number): Held;
  /** Nobody needs it any more. */
  drop(held: Held): void;
}

export const HELD_AS_RECORD: HeldForm<ConnectionRecord> = {
  of: recordOf,
  write: (record, out) => {
    out.text(JSON.stringify(record));
  },
  read: parsed,
  ofText: parsed,
  drop: () => undefined,
};

function parsed(bytes: Uint8Array, start: number, end: number): ConnectionRecord {
  return JSON.parse(textOf(bytes, start, end)) as ConnectionRecord;
}

/** A line of text in UTF-8, without line feed. */
export interface Line {
  /** Copies it behind what was written. */
  copyTo(out: ByteWriter): void;
}

/** For output that is a line of JSON for each record. */
export function heldAsJson(): HeldForm<Line> {
  return new LineForm(() => undefined);
}

/** The number of the packet that the connection is reported from, a space, and the record: told by one of several shards. */
export function heldWithOrdinal(): HeldForm<Line> {
  return new LineForm((ordinal, out) => {
    out.number(ordinal);
    out.text(" ");
  });
}

const NOTHING: Uint8Array = new Uint8Array(0);

/** Small, because one line that waits keeps the whole page. */
const PAGE_BYTES = 32 * 1024;
/** Room for one more line, mostly; a longer one makes its page grow. */
const LINE_BYTES = 2048;
/** Pages, and lines, kept for further use: as many as one move to the spool empties. */
const MAX_SPARE_PAGES = 256;
const MAX_SPARE_LINES = 8192;

/** Lines that were written one after the other, outside of the heap: the garbage collector never looks at them. */
class Page {
  readonly writer = new ByteWriter(PAGE_BYTES);
  lines = 0;

  get bytes(): Uint8Array {
    return this.writer.bytes;
  }
}

/** `page.bytes[start, end)`, with the lists of the hello in between where there is one. */
class HeldLine implements Line, GappedLine {
  page: Page | { readonly bytes: Uint8Array };
  start = 0;
  end = 0;
  listsAt = -1;
  lists = NOTHING;

  constructor(page: Page | { readonly bytes: Uint8Array }) {
    this.page = page;
  }

  get bytes(): Uint8Array {
    return this.page.bytes;
  }

  copyTo(out: ByteWriter): void {
    writeLine(this, out);
  }
}

class LineForm implements HeldForm<HeldLine> {
  readonly #begin: (ordinal: number, out: ByteWriter) => void;
  readonly #sparePages: Page[] = [];
  readonly #spareLines: HeldLine[] = [];
  readonly #numbered = new NumberedLists();
  #current = new Page();

  /** `begin`: writes what stands before the record. */
  constructor(begin: (ordinal: number, out: ByteWriter) => void) {
    this.#begin = begin;
  }

  of({ bytes, start, end, listsAt, lists }: RecordLine, ordinal: number): HeldLine {
    if (this.#current.writer.length > PAGE_BYTES - LINE_BYTES) this.#current = this.#sparePages.pop() ?? new Page();
    const page = this.#current;
    const { writer } = page;
    const line = this.#lineOn(page);
    line.start = writer.length;
    this.#begin(ordinal, writer);
    line.listsAt = listsAt < 0 ? -1 : writer.length + listsAt - start;
    line.lists = lists;
    writer.copy(bytes, start, end);
    line.end = writer.length;
    page.lines++;
    return line;
  }

  /** The number of the lists and where they belong, and the line without them. */
  write(line: HeldLine, out: ByteWriter): void {
    const lists = line.listsAt < 0 ? null : this.#numbered.numberOf(line.lists);
    if (lists === null) {
      out.text(`${WITHOUT_LISTS} 0 `);
      line.copyTo(out);
      return;
    }
    out.number(lists);
    out.text(" ");
    out.number(line.listsAt - line.start);
    out.text(" ");
    out.copy(line.bytes, line.start, line.end);
  }

  read(bytes: Uint8Array, start: number, end: number): HeldLine {
    const numberEnd = bytes.indexOf(SPACE, start);
    const placeEnd = bytes.indexOf(SPACE, numberEnd + 1);
    const line = this.ofText(bytes, placeEnd + 1, end);
    const lists = decimalAt(bytes, start, numberEnd);
    if (lists === WITHOUT_LISTS) return line;
    line.listsAt = line.start + decimalAt(bytes, numberEnd + 1, placeEnd);
    line.lists = this.#numbered.of(lists);
    return line;
  }

  ofText(bytes: Uint8Array, start: number, end: number): HeldLine {
    const line = this.#lineOn({ bytes });
    line.start = start;
    line.end = end;
    line.listsAt = -1;
    return line;
  }

  drop(line: HeldLine): void {
    const { page } = line;
    if (this.#spareLines.length < MAX_SPARE_LINES) this.#spareLines.push(line);
    if (!(page instanceof Page) || --page.lines > 0) return;
    page.writer.length = 0;
    if (page !== this.#current && this.#sparePages.length < MAX_SPARE_PAGES) this.#sparePages.push(page);
  }

  #lineOn(page: HeldLine["page"]): HeldLine {
    const line = this.#spareLines.pop() ?? new HeldLine(page);
    line.page = page;
    return line;
  }
}
