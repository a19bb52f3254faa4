import type { Gunzip } from "node:zlib";
import type { ByteQueue } from "./byte-source";
import type { Decompressor } from "./decompressor";

/** Larger pieces than zlib's default of 16 KiB, so that fewer events cost less. */
const OUTPUT_CHUNK_BYTES = 256 * 1024;

export async function openGzip(): Promise<Decompressor> {
  const { createGunzip } = await import("node:zlib");
  return new GzipDecompressor(createGunzip({ chunkSize: OUTPUT_CHUNK_BYTES }));
}

/** gzip, RFC 1952, of any number of members, by the zlib of Node on a thread of its own. */
class GzipDecompressor implements Decompressor {
  readonly #gunzip: Gunzip;
  #output: ByteQueue | null = null;
  #damage: string | null = null;
  #wake: () => void = () => undefined;

  constructor(gunzip: Gunzip) {
    this.#gunzip = gunzip;
    gunzip.on("data", (chunk: Uint8Array) => this.#output?.push(chunk));
    gunzip.on("end", () => {
      this.#wake();
    });
    // After an error zlib calls back neither of a write nor of the end.
    gunzip.on("error", (error) => {
      this.#damage = error.message;
      this.#wake();
    });
  }

  async push(chunk: Uint8Array | null, output: ByteQueue): Promise<string | null> {
    this.#output = output;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (chunk === null) this.#gunzip.end();
      else
        this.#gunzip.write(chunk, () => {
          resolve();
        });
    });
    return this.#damage;
  }

  close(): void {
    this.#gunzip.destroy();
  }
}
