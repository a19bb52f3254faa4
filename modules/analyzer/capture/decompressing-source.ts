import type { ByteSource } from "./byte-source";
import { ByteQueue } from "./byte-source";
import type { Compression } from "./compression";
import type { Decompressor } from "./decompressor";
import { openGzip } from "./gzip-decompressor";
import { openLz4 } from "./lz4-decompressor";
import { openZstd } from "./zstd-decompressor";

/** Most stored bytes given to a decompressor at a time; few, since they may swell a thousandfold. */
const MAX_CHUNK_BYTES = 32 * 1024;
const MIN_CHUNK_BYTES = 512;
/** What zlib made of a chunk before it met damage in it is lost, so a chunk is a small part of what came before it. */
const CHUNK_SHARE = 1 / 16;

/** Loads a decompressor only where a capture needs it: most are plain, and start sooner without. */
export async function decompressed(compression: Compression, name: string, stored: ByteSource): Promise<ByteSource> {
  return new DecompressingSource(stored, await openDecompressor(compression, name));
}

function openDecompressor(compression: Compression, name: string): Promise<Decompressor> {
  switch (compression) {
    case "gzip":
      return openGzip();
    case "zstd":
      return openZstd();
    case "lz4":
      return openLz4(name);
  }
}

/** Reads what a stored source holds when decompressed. Whatever came out before damage is delivered. */
class DecompressingSource implements ByteSource {
  readonly #stored: ByteSource;
  readonly #decompressor: Decompressor;
  readonly #chunk = new Uint8Array(MAX_CHUNK_BYTES);
  readonly #output = new ByteQueue();
  #consumedBytes = 0;
  #damage: string | null = null;
  #ended = false;

  constructor(stored: ByteSource, decompressor: Decompressor) {
    this.#stored = stored;
    this.#decompressor = decompressor;
  }

  get storedBytes(): number {
    return this.#stored.storedBytes;
  }

  get damage(): string | null {
    return this.#damage;
  }

  async read(into: Uint8Array, offset: number, length: number): Promise<number> {
    while (this.#output.isEmpty && !this.#ended) {
      const share = Math.max(MIN_CHUNK_BYTES, Math.floor(this.#consumedBytes * CHUNK_SHARE));
      const read = await this.#stored.read(this.#chunk, 0, Math.min(share, MAX_CHUNK_BYTES));
      this.#consumedBytes += read;
      const chunk = read === 0 ? null : this.#chunk.subarray(0, read);
      this.#damage = await this.#decompressor.push(chunk, this.#output);
      this.#ended = chunk === null || this.#damage !== null;
    }
    return this.#output.take(into, offset, length);
  }

  close(): void {
    this.#ended = true;
    this.#decompressor.close();
    this.#stored.close();
  }
}
