/** Who is told in place of the reading, and of the order. Of the reading, each is told the row of the connection, and answers whether nothing more is wanted. */
import { Closing, GapKind, Side } from "../../modules/analyzer/assembly/side";

/** A connection to report on has begun in this row of the flow table, with packet `ordinal`. */
export declare function begin(row: i32, ordinal: f64): void;

export declare function data(row: i32, side: Side, start: usize, end: usize, timeUs: f64): bool;
export declare function gap(row: i32, side: Side, length: i32, kind: GapKind, timeUs: f64): bool;
export declare function close(row: i32, side: Side, how: Closing, timeUs: f64): bool;
export declare function overLimit(row: i32): bool;
