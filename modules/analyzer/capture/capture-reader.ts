import { ByteWindow } from "./byte-window";
import type { CaptureInput } from "./capture-inputs";
import { findCaptures } from "./capture-inputs";
import { CaptureLane } from "./capture-lane";
import type { CaptureOrder, QueuedCapture } from "./capture-order";
import { inTimeOrder } from "./capture-order";
import type { CaptureWarning } from "./capture-stream";
import { onlyUnknownLinkTypes, tooManyOverlap } from "./errors";
import type { Packet } from "./packet";
import type { PcapRecords } from "./pcap-records";
import { ReadAhead } from "./read-ahead";

/** Bytes read at a time. */
export const DEFAULT_BUFFER_BYTES = 128 * 1024;
/** Captures open at once, each with a buffer of its own. */
export const MAX_OPEN_CAPTURES = 64;

/** How captures are read. */
export interface CaptureOptions {
  /**
   * Bytes read at a time; at least 64. A larger packet or block makes the buffer grow, up to 16 MiB. Of a plain file that is
   * the only capture open, 48 times as many are read, twice: while one part is taken, the next is read.
   *
   * @default DEFAULT_BUFFER_BYTES
   */
  readonly bufferBytes?: number;
}

/** How far the reading has come. */
export interface CaptureProgress {
  /** Bytes read of the captures as they are stored, before decompression. */
  readonly readBytes: number;
  /** Size of all captures; null when one is a stream. */
  readonly totalBytes: number | null;
}

/**
 * Reads captures as one stream of packets in time order, so that rotated files which split a connection, and files of
 * several interfaces, need no merging beforehand.
 *
 * ```ts
 * const reader = await CaptureReader.open(["capture.pcap.gz", "folder"]);
 * while (await reader.fill()) while (reader.next(packet)) accept(packet);
 * ```
 *
 * Within one file packets keep their order, whatever their times. Damage ends a capture with a warning: only what is
 * certainly a packet is delivered. Asynchronous by the chunk, synchronous by the packet, no allocation per packet.
 */
export class CaptureReader {
  /** Grows while reading; complete once `fill` has returned false. */
  readonly warnings: CaptureWarning[];
  readonly #bufferBytes: number;
  readonly #totalBytes: number | null;
  /** Captures whose time has not come, the next one first. */
  readonly #queue: QueuedCapture[];
  #nextStartUs = Infinity;
  /** The next capture begins before the earliest packet at hand, and must be opened first. */
  #isNextDue = false;
  /** Captures being read, usually one, in the order of their first packet. */
  readonly #lanes: CaptureLane[] = [];
  /** The lane whose packets need not be compared with others'; null while several are merged. */
  #only: CaptureLane | null = null;
  #tooManyOverlapped = false;
  readonly #spareWindows: ByteWindow[] = [];
  /** Of a capture from when it is the only one open until its end: to hold so much of each of many would be too much. */
  readonly #ahead: ReadAhead;
  readonly #skippedIn = new Map<string, number[]>();
  #hasPackets = false;
  #doneBytes = 0;

  private constructor(order: CaptureOrder, bufferBytes: number) {
    this.#queue = [...order.queue];
    this.warnings = [...order.warnings];
    this.#bufferBytes = bufferBytes;
    this.#ahead = new ReadAhead(bufferBytes);
    const sizes = order.queue.map(({ candidate }) => candidate.sizeBytes);
    this.#totalBytes = sizes.reduce((total, size) => (total === null || size === null ? null : total + size), 0);
  }

  /**
   * Finds the captures, puts them in order, and opens the first.
   *
   * @throws UserError when an input does not exist or is not a capture, or a folder holds none
   */
  static async open(
    inputs: CaptureInput | readonly CaptureInput[],
    options: CaptureOptions = {},
  ): Promise<CaptureReader> {
    const bufferBytes = options.bufferBytes ?? DEFAULT_BUFFER_BYTES;
    const found = findCaptures(typeof inputs === "string" || "stream" in inputs ? [inputs] : inputs);
    const reader = new CaptureReader(await inTimeOrder(found, bufferBytes), bufferBytes);
    await reader.#openNext();
    return reader;
  }

  /** How far the reading has come. */
  get progress(): CaptureProgress {
    const openBytes = this.#lanes.reduce((total, { stream }) => total + stream.storedBytes, 0);
    return { readBytes: this.#doneBytes + openBytes, totalBytes: this.#totalBytes };
  }

  /**
   * Reads on. Returns false at the end of all captures; until then `next` may be tried again.
   *
   * @throws UserError when a capture cannot be read further, or when no packet of any had a readable link type
   */
  fill(): boolean | Promise<boolean> {
    const mayOpen = this.#queue.length > 0 && (this.#isNextDue || this.#lanes.length === 0);
    if (mayOpen) return this.#openNext();
    if (this.#lanes.length === 0) return this.#finish();

    const lane = this.#lanes.find(({ isHolding }) => !isHolding);
    if (lane === undefined) return true;
    const filled = lane.stream.fill();
    return typeof filled === "boolean" ? this.#filled(lane, filled) : filled.then((more) => this.#filled(lane, more));
  }

  /** Lends the next packet until the following call of `next` or `fill`. Returns false when `fill` is due. */
  next(packet: Packet): boolean {
    const only = this.#only;
    if (only === null) return this.#nextInTime(packet);
    if (!only.stream.next(packet)) return false;
    if (packet.timeUs >= this.#nextStartUs) {
      only.takeBack(packet);
      this.#only = null;
      return this.#nextInTime(packet);
    }
    this.#hasPackets = true;
    return true;
  }

  /**
   * Lends the records at hand until the following call of `next` or `fill`, for whoever can read them where they lie; null where
   * packets have to be asked for one by one: in other formats than pcap, on other links than Ethernet, and while several captures
   * are merged. `skipTo` tells how many were read.
   */
  records(): PcapRecords | null {
    const records = this.#only?.stream.records() ?? null;
    if (records !== null) records.beforeUs = this.#nextStartUs;
    return records;
  }

  /** Records were read up to this one of those at hand, by its offset in the buffer. */
  skipTo(start: number): void {
    const window = this.#only?.stream.window;
    if (window === undefined || start === window.position) return;
    window.position = start;
    this.#hasPackets = true;
  }

  /** Ends the reading early. */
  close(): void {
    for (const { stream } of this.#lanes) stream.close();
    for (const { lane } of this.#queue) lane?.stream.close();
    this.#lanes.length = 0;
    this.#queue.length = 0;
    this.#only = null;
  }

  #nextInTime(packet: Packet): boolean {
    let earliest: CaptureLane | null = null;
    for (const lane of this.#lanes) {
      if (!lane.hold()) return false;
      if (earliest === null || lane.packet.timeUs < earliest.packet.timeUs) earliest = lane;
    }
    if (earliest === null || this.#mustOpenBefore(earliest.packet.timeUs)) return false;
    earliest.release(packet);
    this.#hasPackets = true;
    this.#chooseOnly();
    return true;
  }

  #mustOpenBefore(timeUs: number): boolean {
    const [next] = this.#queue;
    if (next === undefined || timeUs < next.startUs) return false;
    this.#isNextDue = this.#lanes.length < MAX_OPEN_CAPTURES;
    if (!this.#isNextDue && !this.#tooManyOverlapped) {
      this.#tooManyOverlapped = true;
      this.warnings.push({ file: next.candidate.name, offset: 0, message: tooManyOverlap(MAX_OPEN_CAPTURES) });
    }
    return this.#isNextDue;
  }

  async #openNext(): Promise<true> {
    const next = this.#queue.shift();
    if (next === undefined) return true;
    const window = this.#spareWindows.pop() ?? new ByteWindow(this.#bufferBytes);
    this.#lanes.push(next.lane ?? (await CaptureLane.open(next.candidate, window)));
    this.#isNextDue = false;
    this.#nextStartUs = this.#queue[0]?.startUs ?? Infinity;
    this.#chooseOnly();
    return true;
  }

  #filled(lane: CaptureLane, more: boolean): true {
    if (!more) this.#retire(lane);
    return true;
  }

  #retire(lane: CaptureLane): void {
    const { stream, candidate } = lane;
    this.#lanes.splice(this.#lanes.indexOf(lane), 1);
    this.#doneBytes += stream.storedBytes;
    this.warnings.push(...stream.warnings);
    if (stream.skipped.total > 0) this.#skippedIn.set(candidate.name, stream.skipped.linkTypes);
    // A buffer that grew for one large block would stay large for all captures after it.
    if (stream.window.bytes.length === this.#bufferBytes) this.#spareWindows.push(stream.window);
    this.#chooseOnly();
  }

  #chooseOnly(): void {
    const [first] = this.#lanes;
    this.#only = first !== undefined && this.#lanes.length === 1 && !first.isHolding ? first : null;
    if (this.#only === null) return;
    const { candidate, stream } = this.#only;
    if (candidate.sizeBytes !== null && candidate.sizeBytes > this.#bufferBytes) stream.readBy(this.#ahead);
  }

  #finish(): false {
    if (!this.#hasPackets && this.#skippedIn.size > 0) throw onlyUnknownLinkTypes(this.#skippedIn);
    return false;
  }
}
