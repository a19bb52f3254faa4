/** Takes the place of `tls/message-contents.ts`: tells what the reader of handshake messages finds outside. */
import { SideReading } from "./side-reading";

export declare function takeMessage(reading: SideReading, start: usize, end: usize): void;
