/**
 * Reassembly of IP fragments, RFC 791 section 3.2 and RFC 8200 section 4.5.
 *
 * Fragments are rare here (TCP avoids them, a mirror session does not make them), so this may allocate.
 */

import type { Frame } from "./frame";

/** Limits on what is held for packets whose fragments have not all come. */
export interface FragmentLimits {
  /** Packets under reassembly at once. The oldest is dropped first. */
  readonly maxFragmentedPackets: number;
  /** Seconds of packet time after which an incomplete packet is dropped; RFC 8200 says 60. */
  readonly fragmentTimeoutSeconds: number;
}

export const DEFAULT_FRAGMENT_LIMITS: FragmentLimits = { maxFragmentedPackets: 256, fragmentTimeoutSeconds: 60 };

/** Where a fragment belongs within its packet; offsets in bytes. */
export interface FragmentPlace {
  readonly id: number;
  readonly offset: number;
  readonly last: boolean;
  /** Where the fragment's data begins in the frame's bytes. */
  readonly payload: number;
}

/** An IP packet holds at most this many bytes after its header. */
const MAX_PACKET_BYTES = 65_535;

/** Twice the fragments of the largest packet on a path of 576 bytes; without a limit small ones would cost without end. */
const MAX_PIECES = 256;

interface Partial {
  readonly sinceUs: number;
  readonly pieces: { readonly offset: number; readonly bytes: Uint8Array; readonly wireLength: number }[];
  totalLength: number;
  heldBytes: number;
}

export class FragmentReassembler {
  readonly #limits: FragmentLimits;
  readonly #partial = new Map<string, Partial>();

  /** Packets given up: too many at once, too old, or too large. */
  dropped = 0;

  constructor(limits: FragmentLimits = DEFAULT_FRAGMENT_LIMITS) {
    this.#limits = limits;
  }

  /**
   * Takes one fragment (copied). When it completes its packet, puts the whole payload into the frame, which then owns
   * those bytes until the next packet, and answers true.
   */
  accept(frame: Frame, place: FragmentPlace): boolean {
    const end = place.offset + (frame.wireEnd - place.payload);
    if (end > MAX_PACKET_BYTES || frame.wireEnd <= place.payload || frame.end < place.payload) {
      this.dropped++;
      return false;
    }
    const key = `${frame.vni}/${frame.addresses.join(".")}/${frame.protocol}/${place.id}`;
    this.#expire(frame.timeUs);
    const partial = this.#partial.get(key) ?? this.#begin(key, frame.timeUs);

    partial.pieces.push({
      offset: place.offset,
      bytes: frame.bytes.slice(place.payload, frame.end),
      wireLength: frame.wireEnd - place.payload,
    });
    partial.heldBytes += frame.end - place.payload;
    if (place.last) partial.totalLength = end;
    if (partial.heldBytes > 2 * MAX_PACKET_BYTES || partial.pieces.length > MAX_PIECES) {
      this.#partial.delete(key);
      this.dropped++;
      return false;
    }
    return this.#complete(key, partial, frame);
  }

  #begin(key: string, timeUs: number): Partial {
    if (this.#partial.size >= this.#limits.maxFragmentedPackets) {
      const oldest = this.#partial.keys().next();
      if (oldest.done !== true) this.#partial.delete(oldest.value);
      this.dropped++;
    }
    const partial: Partial = { sinceUs: timeUs, pieces: [], totalLength: -1, heldBytes: 0 };
    this.#partial.set(key, partial);
    return partial;
  }

  #expire(nowUs: number): void {
    for (const [key, partial] of this.#partial) {
      if (nowUs - partial.sinceUs <= this.#limits.fragmentTimeoutSeconds * 1e6) return;
      this.#partial.delete(key);
      this.dropped++;
    }
  }

  #complete(key: string, partial: Partial, frame: Frame): boolean {
    if (partial.totalLength < 0) return false;
    partial.pieces.sort((a, b) => a.offset - b.offset);
    let reached = 0;
    let captured = 0;
    for (const piece of partial.pieces) {
      if (piece.offset > reached) return false;
      // Bytes cut from a fragment in the middle cannot be told from bytes cut at the end: keep what is contiguous.
      if (captured === reached) captured = Math.max(captured, piece.offset + piece.bytes.length);
      reached = Math.max(reached, piece.offset + piece.wireLength);
    }
    if (reached < partial.totalLength) return false;

    const whole = new Uint8Array(captured);
    for (const piece of partial.pieces) {
      if (piece.offset < captured) whole.set(piece.bytes.subarray(0, captured - piece.offset), piece.offset);
    }
    this.#partial.delete(key);
    frame.bytes = whole;
    frame.start = 0;
    frame.end = Math.min(captured, partial.totalLength);
    frame.wireEnd = partial.totalLength;
    return true;
  }
}
