import type { Decompress } from "fzstd";
import type { ByteQueue } from "./byte-source";
import type { Decompressor } from "./decompressor";
import { reasonOf } from "./errors";

/** The window `zstd --ultra --long=27` asks for; the zstd program itself refuses more unless told otherwise. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;

export async function openZstd(): Promise<Decompressor> {
  const { Decompress } = await import("fzstd");
  return new ZstdDecompressor(new Decompress());
}

/** Zstandard, RFC 8878, of any number of frames, in JavaScript. */
class ZstdDecompressor implements Decompressor {
  readonly #decompress: Decompress;
  #isFirst = true;

  constructor(decompress: Decompress) {
    this.#decompress = decompress;
  }

  push(chunk: Uint8Array | null, output: ByteQueue): string | null {
    if (this.#isFirst && chunk !== null && windowBytes(chunk) > MAX_WINDOW_BYTES) return "its window is too large";
    this.#isFirst = false;
    this.#decompress.ondata = (data) => {
      output.push(data);
    };
    try {
      // The decompressor keeps what it cannot use yet, and the chunk is only lent.
      this.#decompress.push(chunk?.slice() ?? new Uint8Array(0), chunk === null);
      return null;
    } catch (error) {
      // Besides its own errors it lets those of typed arrays through, when lengths make no sense.
      return reasonOf(error);
    }
  }

  close(): void {
    this.#decompress.ondata = () => undefined;
  }
}

/** Window of the first frame, RFC 8878 section 3.1.1.1.2; 0 when it has none, as a small single segment does. */
function windowBytes(frame: Uint8Array): number {
  const [, , , , descriptor = 0, window = 0] = frame;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  if (isSingleSegment) return 0;
  const base = 2 ** (10 + (window >> 3));
  return base + (base / 8) * (window & 7);
}
