/** Takes the place of `tls/notes.ts`: tells that records were lost. */
import { GapKind } from "../side";
import { SideReading } from "./side-reading";

export declare function recordsLost(reading: SideReading, kind: GapKind): void;
