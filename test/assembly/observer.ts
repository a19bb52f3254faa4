/** Who is told in place of the reading. Each is told the row of the connection, and answers whether nothing more is wanted. */
import { Closing, GapKind, Side } from "../../modules/analyzer/assembly/side";

export declare function data(row: i32, side: Side, start: usize, end: usize, timeUs: f64): bool;
export declare function gap(row: i32, side: Side, length: i32, kind: GapKind, timeUs: f64): bool;
export declare function close(row: i32, side: Side, how: Closing, timeUs: f64): bool;
export declare function overLimit(row: i32): bool;
