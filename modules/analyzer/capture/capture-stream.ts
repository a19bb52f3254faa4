import type { ByteSource } from "./byte-source";
import { canReadAside, ResumedSource } from "./byte-source";
import type { ByteWindow } from "./byte-window";
import type { CaptureFormat } from "./capture-format";
import type { Compression } from "./compression";
import { compressionOf } from "./compression";
import { decompressed } from "./decompressing-source";
import {
  cutShort,
  decompressionStopped,
  emptyCapture,
  inDecompressedData,
  notACapture,
  nothingDecompressed,
  packetsSkipped,
  restNotRead,
} from "./errors";
import type { Packet } from "./packet";
import type { PcapRecords } from "./pcap-records";
import { PcapFormat, pcapVariantOf } from "./pcap";
import { isPcapng, PcapngFormat } from "./pcapng";
import type { ReadAhead } from "./read-ahead";
import { SkippedPackets } from "./skipped-packets";

/** Something in a capture that could not be read; the rest of the capture was, or is, delivered. */
export interface CaptureWarning {
  /** Name of the capture, as given. */
  readonly file: string;
  /** Bytes from the beginning of the file, or of the decompressed data where the message says so. */
  readonly offset: number;
  /** What is wrong there, in a sentence. */
  readonly message: string;
}

/** Enough to recognize every compression and format. */
const MAGIC_BYTES = 12;

/** Reads one capture: recognizes compression and format, then alternates between filling and parsing. */
export class CaptureStream {
  readonly warnings: CaptureWarning[] = [];
  readonly skipped: SkippedPackets;
  readonly window: ByteWindow;
  readonly #name: string;
  readonly #source: ByteSource;
  readonly #compression: Compression | null;
  readonly #format: CaptureFormat;
  #ahead: ReadAhead | null = null;
  #isOver = false;

  /**
   * Opens the capture that `stored` holds, using `window` until `close`. Closes `stored` when it refuses.
   *
   * @throws UserError when it is not a capture
   */
  static async open(name: string, stored: ByteSource, window: ByteWindow): Promise<CaptureStream> {
    let source = stored;
    try {
      window.reset();
      await readMagic(source, window);
      if (window.end === 0) throw emptyCapture(name);

      const compression = compressionOf(head(window));
      if (compression !== null) {
        source = await decompressed(compression, name, new ResumedSource(window.bytes.slice(0, window.end), stored));
        window.reset();
        await readMagic(source, window);
      }

      const skipped = new SkippedPackets();
      const format = formatOf(head(window), skipped);
      if (format !== null) return new CaptureStream(name, source, compression, format, skipped, window);
      if (compression !== null && source.damage !== null) throw nothingDecompressed(name, compression, source.damage);
      throw notACapture(name, compression);
    } catch (error) {
      source.close();
      throw error;
    }
  }

  private constructor(
    name: string,
    source: ByteSource,
    compression: Compression | null,
    format: CaptureFormat,
    skipped: SkippedPackets,
    window: ByteWindow,
  ) {
    this.#name = name;
    this.#source = source;
    this.#compression = compression;
    this.#format = format;
    this.skipped = skipped;
    this.window = window;
  }

  /** Bytes read of the capture as it is stored. */
  get storedBytes(): number {
    return this.#source.storedBytes;
  }

  /** Reads by means of `ahead` from now on, for which no other capture may use it, where the capture is a plain file. */
  readBy(ahead: ReadAhead): void {
    if (this.#ahead !== null || !canReadAside(this.#source)) return;
    this.#ahead = ahead;
    ahead.begin(this.#source, this.window);
  }

  /** Reads on. Returns false at the end; until then `next` may be tried again. Ends the loan of the last packet. */
  fill(): boolean | Promise<boolean> {
    if (this.#isOver) return false;
    const window = this.window;
    if (window.available > 0 && window.available >= window.needed) return true;
    const read = this.#read(window);
    return typeof read === "number" ? this.#filled(read) : read.then((bytes) => this.#filled(bytes));
  }

  /** Lends the next packet. Returns false when `fill` is due. */
  next(packet: Packet): boolean {
    if (this.#isOver) return false;
    const step = this.#format.next(this.window, packet);
    if (step === "packet") return true;
    if (step === "damaged") this.#end(restNotRead(this.#format.damage));
    return false;
  }

  /** Lends the records at hand, as `CaptureReader.records`. */
  records(): PcapRecords | null {
    return this.#isOver ? null : this.#format.records(this.window);
  }

  close(): void {
    this.#isOver = true;
    this.#source.close();
  }

  #read(window: ByteWindow): number | Promise<number> {
    const source = this.#source;
    if (this.#ahead !== null && canReadAside(source)) return this.#ahead.read(source, window);
    window.makeRoom();
    return source.read(window.bytes, window.end, window.room);
  }

  #filled(read: number): boolean {
    this.window.end += read;
    if (read > 0) return true;
    const { available, needed } = this.window;
    this.#end(available > 0 ? cutShort(this.#format.unit, available, needed) : null);
    return false;
  }

  #end(damage: string | null): void {
    const source = this.#source;
    for (const { linkType, packets, firstOffset } of this.skipped.entries()) {
      this.#warn(firstOffset, packetsSkipped(packets, linkType));
    }
    if (this.#compression !== null && source.damage !== null) {
      // A record cut short is only its consequence, and its place in the decompressed data helps nobody.
      const message = decompressionStopped(this.#compression, source.damage);
      this.warnings.push({ file: this.#name, offset: source.storedBytes, message });
    } else if (damage !== null) this.#warn(this.window.offset, damage);
    this.close();
  }

  #warn(offset: number, message: string): void {
    const placed = this.#compression === null ? message : inDecompressedData(message, this.#compression);
    this.warnings.push({ file: this.#name, offset, message: placed });
  }
}

async function readMagic(source: ByteSource, window: ByteWindow): Promise<void> {
  while (window.end < MAGIC_BYTES) {
    const read = await source.read(window.bytes, window.end, window.room);
    if (read === 0) return;
    window.end += read;
  }
}

function head(window: ByteWindow): DataView {
  return new DataView(window.bytes.buffer, 0, window.end);
}

function formatOf(bytes: DataView, skipped: SkippedPackets): CaptureFormat | null {
  if (bytes.byteLength < 4) return null;
  const pcap = pcapVariantOf(bytes);
  if (pcap !== null) return new PcapFormat(pcap.variant, pcap.littleEndian, skipped);
  return isPcapng(bytes) ? new PcapngFormat(skipped) : null;
}
