import type { Packet } from "./capture/packet";
import type { FrameDecoder } from "./decap/decoder";
import { emptyFrame, type Frame, type FrameKind } from "./decap/frame";
import type { Listeners } from "./flow/listeners";
import { seqAdd } from "./flow/sequence";
import type { ConnectionTracker } from "./flow/tracker";
import type { Conversation } from "./tls/conversation";
import { MAX_OPENING_BYTES } from "./tls/opening";

/** The packet that an analyzer accepted last, for whoever keeps packets: decoded for it, or when it is asked about. */
export class LastPacket {
  readonly #decoder: FrameDecoder;
  readonly #frame = emptyFrame();
  #kind: FrameKind = "other";
  /** The express lane took it, and there was no need to decode it. */
  #undecoded: Packet | null = null;

  constructor(decoder: FrameDecoder) {
    this.#decoder = decoder;
  }

  /** What it turned out to be. */
  get kind(): FrameKind {
    this.#decode();
    return this.#kind;
  }

  /** Its decoded headers. Borrowed until the next packet. */
  get frame(): Frame {
    this.#decode();
    return this.#frame;
  }

  set(packet: Packet): void {
    this.#undecoded = packet;
  }

  /** Whether the capture cut it, or the mirror session already. */
  wasCut(packet: Packet): boolean {
    const { frame, kind } = this;
    if (packet.wireLength > packet.end - packet.start || kind === "truncated") return true;
    return kind === "tcp" && frame.wireEnd > frame.end;
  }

  /** As `Analyzer.mirroredInterface`. */
  mirroredInterface(listeners: Listeners): Int32Array | null {
    const { frame, kind } = this;
    if (frame.vni >= 0) return frame.mirror;
    if (kind !== "tcp") return null;
    if (listeners.isDestination(frame)) return frame.addresses.subarray(4, 8);
    return listeners.isSource(frame) ? frame.addresses.subarray(0, 4) : null;
  }

  /** As `Analyzer.decisiveEnd`. `conversations`: by the rows of the tracker's connections. */
  decisiveEnd(packet: Packet, tracker: ConnectionTracker, conversations: readonly (Conversation | null)[]): number {
    const { frame, kind } = this;
    // A packet put together from fragments has bytes of its own.
    if (kind !== "tcp" || frame.bytes !== packet.bytes) return packet.end;
    if (tracker.lastWasSettled) return frame.start;
    const conversation = conversations[tracker.lastConnection?.row ?? -1] ?? null;
    if (conversation === null) return packet.end;
    const { opening } = conversation.transcript;
    if (opening !== null && opening !== "tls" && opening !== "sslv2") {
      return conversation.settled ? Math.min(packet.end, frame.start + MAX_OPENING_BYTES) : packet.end;
    }
    return beforeSealed(packet, frame, tracker, conversation);
  }

  #decode(): void {
    if (this.#undecoded !== null) this.#kind = this.#decoder.decode(this.#undecoded, this.#frame);
    this.#undecoded = null;
  }
}

/** One byte of the payload is kept: without any, the time at which its record ended would be lost. */
function beforeSealed(packet: Packet, frame: Frame, tracker: ConnectionTracker, conversation: Conversation): number {
  const { lastConnection: connection, lastHalf: half } = tracker;
  if (connection === null || half === null) return packet.end;
  const payload = frame.end - frame.start;
  const cameLast = !connection.hasPending && half.next === seqAdd(frame.sequence, payload);
  if (payload < 2 || frame.end < frame.wireEnd || !cameLast) return packet.end;
  const sealed = Math.min(conversation.sealedBytes(half.side), payload - 1);
  return sealed > 0 ? frame.end - sealed : packet.end;
}
