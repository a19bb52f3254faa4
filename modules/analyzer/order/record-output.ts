import type { Cause, ConnectionRecord, Outcome } from "../../contracts";
import { LINE_FEED } from "./numbered-lines";
import type { Spool } from "./spool";

/** Where records go, and how they are told. */
export interface RecordOutput {
  /** Takes the next records, `bytes[start, end)`: lines of JSON, each with its line feed, borrowed for the call. */
  lines(bytes: Uint8Array, start: number, end: number): void;
  /**
   * A record was decided, whose line may still have to wait for its turn.
   *
   * @default - nobody wants to know, which saves some time
   */
  decided?(outcome: Outcome, cause: Cause | null): void;
  /**
   * By the first packets of their connections, or as they are decided: then one long connection holds back nothing.
   *
   * @default "first-packet"
   */
  readonly order?: "first-packet" | "decision";
  /**
   * Takes lines that wait for an earlier connection to end, beyond those that may be held in memory.
   *
   * @default - all that wait are held in memory
   */
  readonly spool?: Spool;
  /**
   * The number of the packet from which the connection is reported, from 0, and a space stand before each record.
   *
   * @default false
   */
  readonly numbered?: boolean;
  /**
   * The outcome of which connections are told. All are counted.
   *
   * @default - any
   */
  readonly only?: Outcome;
}

/** How much may wait for an earlier connection to end. */
export interface OrderLimits {
  /** Finished records held in memory while an earlier connection is still open. Further ones go to the spool, if there is one. */
  readonly maxHeldRecords: number;
}

/** A line takes 0.8 KB while it waits, without the lists of its hello: 20 MB in all. */
export const DEFAULT_ORDER_LIMITS: OrderLimits = { maxHeldRecords: 24_576 };

/** Hands each record over as an object. */
export function recordsTo(take: (record: ConnectionRecord) => void): RecordOutput {
  return {
    lines: (bytes, start, end) => {
      eachLine(bytes, start, end, (from, to) => {
        take(recordOf(bytes, from, to));
      });
    },
  };
}

/** Calls `use` with each line of `bytes[start, end)`, without its line feed. */
export function eachLine(
  bytes: Uint8Array,
  start: number,
  end: number,
  use: (start: number, end: number) => void,
): void {
  for (let at = start; at < end;) {
    const feed = bytes.indexOf(LINE_FEED, at);
    use(at, feed);
    at = feed + 1;
  }
}

/** The record that the line `bytes[start, end)` tells. */
export function recordOf(bytes: Uint8Array, start: number, end: number): ConnectionRecord {
  return JSON.parse(textOf(bytes, start, end)) as ConnectionRecord;
}

/** `bytes[start, end)`, UTF-8, as text. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8");
}
