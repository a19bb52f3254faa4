import type { ByteWindow } from "./byte-window";
import type { Packet } from "./packet";
import type { PcapRecords } from "./pcap-records";

/** `starved`: the window must be filled first. `damaged`: nothing further in this capture can be trusted. */
export type Step = "packet" | "starved" | "damaged";

/** Finds packets in the bytes of one capture. */
export interface CaptureFormat {
  /** Steps to the next packet of a readable link type and lends it to `packet`, untouched unless there is one. */
  next(window: ByteWindow, packet: Packet): Step;
  /** Lends the records at the window's position; null where they are none that can be read where they lie. */
  records(window: ByteWindow): PcapRecords | null;
  /** What the bytes at the window's position are, for a message about a capture that ends within them. */
  readonly unit: string;
  /** Why `next` said `damaged`, about the bytes at the window's position. */
  readonly damage: string;
}

/** Asks for `bytes` from the window's position on. */
export function starve(window: ByteWindow, bytes: number): "starved" {
  window.needed = bytes;
  return "starved";
}
