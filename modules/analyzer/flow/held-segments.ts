import { LentBuffers } from "../bytes/lent-buffers";
import type { Frame } from "../decap/frame";
import { TcpFlag } from "../decap/tcp";
import type { HalfStream, PendingSegment } from "./half-stream";
import type { FlowLimits } from "./limits";

/** Room for the payload of a packet on Ethernet. Many short ones that wait must not take up as much. */
const SEGMENT_BYTES = 1500;

/** Copies of the segments of all connections that came before their turn, and how much of them there is. */
export class HeldSegments {
  readonly #limits: FlowLimits;
  readonly #buffers = new LentBuffers(SEGMENT_BYTES, SEGMENT_BYTES / 4);
  #totalBytes = 0;

  constructor(limits: FlowLimits) {
    this.#limits = limits;
  }

  /** Holds a segment whose `length` bytes of payload, as sent, begin at `sequence`. */
  add(
    half: HalfStream,
    { bytes, start, end, flags, acknowledgment, timeUs }: Frame,
    sequence: number,
    length: number,
  ): void {
    const held = end - start;
    const copy = this.#buffers.take(held);
    copy.set(bytes.subarray(start, end));
    half.pending ??= [];
    half.pending.push({
      sequence,
      length,
      bytes: copy,
      held,
      acknowledgment: (flags & TcpFlag.ACK) === 0 ? null : acknowledgment,
      fin: (flags & TcpFlag.FIN) !== 0,
      rst: (flags & TcpFlag.RST) !== 0,
      timeUs,
    });
    half.pendingBytes += held;
    this.#totalBytes += held;
  }

  isOverLimit(half: HalfStream): boolean {
    return (
      half.pendingBytes > this.#limits.maxPendingBytes ||
      (half.pending?.length ?? 0) > this.#limits.maxPendingSegments ||
      this.#totalBytes > this.#limits.maxPendingBytesTotal
    );
  }

  /** Takes the segment at `index` out. Its bytes stay lent until they are given back, as those of `removeAll` do. */
  remove(half: HalfStream, index: number): void {
    const [segment] = half.pending?.splice(index, 1) ?? [];
    const held = segment?.held ?? 0;
    half.pendingBytes -= held;
    this.#totalBytes -= held;
    if (half.pending?.length === 0) half.pending = null;
  }

  removeAll(half: HalfStream): readonly PendingSegment[] {
    const segments = half.pending ?? [];
    this.#totalBytes -= half.pendingBytes;
    half.pendingBytes = 0;
    half.pending = null;
    return segments;
  }

  /** Nobody reads its bytes any more. */
  giveBack({ bytes }: PendingSegment): void {
    this.#buffers.giveBack(bytes);
  }
}
