/** Takes the place of `tls/record-contents.ts`: tells what the record reader finds outside. */
import { GapKind } from "../side";
import { SideReading } from "./side-reading";

export declare function fragment(reading: SideReading, start: usize, end: usize): void;
export declare function fragmentLost(reading: SideReading, length: i32, kind: GapKind): void;
export declare function record(reading: SideReading): void;
export declare function notARecord(reading: SideReading, start: usize, end: usize): void;
