import type * as Lz4 from "lz4-napi";
import type { ByteQueue } from "./byte-source";
import { ByteWindow } from "./byte-window";
import type { Decompressor } from "./decompressor";
import { lz4Unavailable, reasonOf } from "./errors";

const FRAME_MAGIC = 0x184d2204;
const SKIPPABLE_MAGIC = 0x184d2a50;
const SKIPPABLE_MASK = 0xfffffff0;
const UNCOMPRESSED_BLOCK = 0x80000000;
/** How far a block of a linked frame may refer back into blocks before it. */
const HISTORY_BYTES = 64 * 1024;
const INITIAL_WINDOW_BYTES = 128 * 1024;

/** Bits of the FLG byte. */
const Flag = { DICTIONARY: 0x01, CONTENT_CHECKSUM: 0x04, CONTENT_SIZE: 0x08, BLOCK_CHECKSUM: 0x10, INDEPENDENT: 0x20 };

interface Frame {
  readonly flags: number;
  readonly maxBlockBytes: number;
  /** The last bytes before the next block; empty where blocks are independent. */
  history: Buffer;
}

/** Loads the native library, which npm leaves out when told to omit optional packages. */
export async function openLz4(name: string): Promise<Decompressor> {
  let lz4: typeof Lz4;
  try {
    lz4 = await import("lz4-napi");
  } catch (error) {
    throw lz4Unavailable(name, error);
  }
  return new Lz4Decompressor(lz4);
}

/**
 * LZ4 frames, https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md, any number of them.
 *
 * The native library decompresses whole frames only, so a capture would have to fit in memory: frames are taken apart
 * here and it is given their blocks. Checksums are not verified.
 */
class Lz4Decompressor implements Decompressor {
  readonly #lz4: typeof Lz4;
  readonly #window = new ByteWindow(INITIAL_WINDOW_BYTES);
  #frame: Frame | null = null;
  /** Bytes of a skippable frame still to come. */
  #skip = 0;

  constructor(lz4: typeof Lz4) {
    this.#lz4 = lz4;
  }

  push(chunk: Uint8Array | null, output: ByteQueue): string | null {
    if (chunk === null) return this.#isBetweenFrames() ? null : "unexpected end of file";
    this.#append(chunk);
    try {
      let advanced = true;
      while (advanced) advanced = this.#frame === null ? this.#beginFrame() : this.#readBlock(this.#frame, output);
      return null;
    } catch (error) {
      return reasonOf(error);
    }
  }

  close(): void {
    this.#window.reset();
  }

  #isBetweenFrames(): boolean {
    return this.#frame === null && this.#window.available === 0 && this.#skip === 0;
  }

  #append(chunk: Uint8Array): void {
    const window = this.#window;
    window.needed = window.available + chunk.length;
    window.makeRoom();
    window.bytes.set(chunk, window.end);
    window.end += chunk.length;
  }

  /** Reads a frame header, or steps over a skippable frame. Returns whether it got anywhere. */
  #beginFrame(): boolean {
    const window = this.#window;
    const skipped = Math.min(this.#skip, window.available);
    this.#skip -= skipped;
    window.position += skipped;
    if (this.#skip > 0 || window.available < 8) return false;

    const { view, position } = window;
    const magic = view.getUint32(position, true);
    if ((magic & SKIPPABLE_MASK) >>> 0 === SKIPPABLE_MAGIC) {
      this.#skip = view.getUint32(position + 4, true);
      window.position += 8;
      return true;
    }
    if (magic !== FRAME_MAGIC) throw new Error("no frame where one belongs");

    const flags = view.getUint8(position + 4);
    const blockSizeCode = (view.getUint8(position + 5) >> 4) & 7;
    const headerBytes = 7 + ((flags & Flag.CONTENT_SIZE) === 0 ? 0 : 8) + ((flags & Flag.DICTIONARY) === 0 ? 0 : 4);
    if (flags >> 6 !== 1 || blockSizeCode < 4) throw new Error("unknown frame header");
    if (window.available < headerBytes) return false;
    window.position += headerBytes;
    this.#frame = { flags, maxBlockBytes: 2 ** (8 + 2 * blockSizeCode), history: Buffer.alloc(0) };
    return true;
  }

  /** Reads a block or the end mark of the frame. Returns whether it got anywhere. */
  #readBlock(frame: Frame, output: ByteQueue): boolean {
    const window = this.#window;
    if (window.available < 4) return false;
    const header = window.view.getUint32(window.position, true);
    const storedBytes = header & ~UNCOMPRESSED_BLOCK;
    const checksum = storedBytes === 0 ? Flag.CONTENT_CHECKSUM : Flag.BLOCK_CHECKSUM;
    const wholeBytes = 4 + storedBytes + ((frame.flags & checksum) === 0 ? 0 : 4);
    if (storedBytes > frame.maxBlockBytes) throw new Error(`block of ${storedBytes} bytes`);
    if (window.available < wholeBytes) return false;

    if (storedBytes === 0) this.#frame = null;
    else {
      const stored = window.bytes.subarray(window.position + 4, window.position + 4 + storedBytes);
      const block = (header & UNCOMPRESSED_BLOCK) === 0 ? this.#decompress(stored, frame) : Buffer.from(stored);
      output.push(block);
      if ((frame.flags & Flag.INDEPENDENT) === 0) frame.history = lastBytes(frame.history, block);
    }
    window.position += wholeBytes;
    return true;
  }

  /** The library wants the decompressed length first, and takes an upper bound for it. */
  #decompress(stored: Uint8Array, frame: Frame): Buffer {
    const prefixed = Buffer.allocUnsafe(4 + stored.length);
    prefixed.writeUInt32LE(frame.maxBlockBytes);
    prefixed.set(stored, 4);
    return this.#lz4.uncompressSync(prefixed, frame.history.length > 0 ? frame.history : undefined);
  }
}

function lastBytes(history: Buffer, block: Buffer): Buffer {
  if (block.length >= HISTORY_BYTES) return block.subarray(block.length - HISTORY_BYTES);
  return Buffer.concat([history.subarray(Math.max(0, history.length + block.length - HISTORY_BYTES)), block]);
}
