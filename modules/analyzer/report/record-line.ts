import type { Cause, ConnectionRecord, Outcome } from "../../contracts";
import { ByteWriter } from "../bytes/byte-writer";

/** A line of JSON, without line feed, but for the lists of a ClientHello, which are most of it and shared by all of a kind. */
export interface GappedLine {
  /** What there is of it is `bytes[start, end)`. */
  readonly bytes: Uint8Array;
  /** Its first byte. */
  readonly start: number;
  /** The first byte that is not its own. */
  readonly end: number;
  /** Where in `bytes` the lists belong; -1 where there is no hello. */
  readonly listsAt: number;
  /** From `,"alpn"` up to the comma behind `signatureAlgorithms`; empty where there is no hello. */
  readonly lists: Uint8Array;
}

/** A record as the line that is printed of it. */
export interface RecordLine extends GappedLine {
  /** The record's `outcome`. */
  readonly outcome: Outcome;
  /** The record's `cause`. */
  readonly cause: Cause | null;
}

const whole = new ByteWriter(4096);

/** The record itself. */
export function recordOf(line: GappedLine): ConnectionRecord {
  whole.length = 0;
  writeLine(line, whole);
  return JSON.parse(textOf(whole.bytes, 0, whole.length)) as ConnectionRecord;
}

/** Writes the whole line, without line feed. */
export function writeLine({ bytes, start, end, listsAt, lists }: GappedLine, out: ByteWriter): void {
  if (listsAt < 0) {
    out.copy(bytes, start, end);
    return;
  }
  out.copy(bytes, start, listsAt);
  out.all(lists);
  out.copy(bytes, listsAt, end);
}

/** `bytes[start, end)`, UTF-8, as text. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8");
}
