import type { Packet } from "./capture/packet";
import type { FrameDecoder } from "./decap/decoder";
import { emptyFrame, type Frame, type FrameKind } from "./decap/frame";
import type { Engine } from "./engine/engine";
import { OPENINGS } from "./tls/transcript";

/** No opening needs more bytes to be told. */
const MAX_OPENING_BYTES = 16;

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
  mirroredInterface(engine: Engine): Int32Array | null {
    const { frame, kind } = this;
    if (frame.vni >= 0) return frame.mirror;
    if (kind !== "tcp") return null;
    const source = frame.addresses.subarray(0, 4);
    const destination = frame.addresses.subarray(4, 8);
    if (engine.isListener(destination, frame.destinationPort)) return destination;
    return engine.isListener(source, frame.sourcePort) ? source : null;
  }

  /** As `Analyzer.decisiveEnd`. */
  decisiveEnd(packet: Packet, engine: Engine): number {
    const { frame, kind } = this;
    // A packet put together from fragments has bytes of its own.
    if (kind !== "tcp" || frame.bytes !== packet.bytes) return packet.end;
    if (engine.lastWasSettled) return frame.start;
    const place = engine.lastOpening;
    if (place < 0) return packet.end;
    const opening = OPENINGS[place] ?? null;
    if (opening !== null && opening !== "tls" && opening !== "sslv2") {
      return engine.lastIsSettled ? Math.min(packet.end, frame.start + MAX_OPENING_BYTES) : packet.end;
    }
    return beforeSealed(packet, frame, engine);
  }

  #decode(): void {
    if (this.#undecoded !== null) this.#kind = this.#decoder.decode(this.#undecoded, this.#frame);
    this.#undecoded = null;
  }
}

/** One byte of the payload is kept: without any, the time at which its record ended would be lost. */
function beforeSealed(packet: Packet, frame: Frame, engine: Engine): number {
  const payload = frame.end - frame.start;
  if (payload < 2 || frame.end < frame.wireEnd) return packet.end;
  const sealed = Math.min(engine.lastSealedBytes(frame.sequence, payload), payload - 1);
  return sealed > 0 ? frame.end - sealed : packet.end;
}
