import type { CaptureCandidate } from "./capture-inputs";
import { CaptureStream } from "./capture-stream";
import type { ByteWindow } from "./byte-window";
import type { Packet } from "./packet";
import { copyPacket, emptyPacket } from "./packet";

/** An open capture among several, with its next packet held back until its time has come. */
export class CaptureLane {
  /** Lent by `stream`: while `isHolding`, the stream must be neither filled nor advanced. */
  readonly packet = emptyPacket();
  isHolding = false;

  private constructor(
    readonly candidate: CaptureCandidate,
    readonly stream: CaptureStream,
  ) {}

  static async open(candidate: CaptureCandidate, window: ByteWindow): Promise<CaptureLane> {
    return new CaptureLane(candidate, await CaptureStream.open(candidate.name, candidate.open(), window));
  }

  /** Holds the next packet unless one is held. Returns false when the stream must be filled first. */
  hold(): boolean {
    this.isHolding ||= this.stream.next(this.packet);
    return this.isHolding;
  }

  /** Takes a packet lent by `stream` back, to hold it. */
  takeBack(packet: Packet): void {
    copyPacket(packet, this.packet);
    this.isHolding = true;
  }

  /** Lends the packet held. */
  release(packet: Packet): void {
    copyPacket(this.packet, packet);
    this.isHolding = false;
  }
}
