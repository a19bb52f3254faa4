import { compressSync } from "lz4-napi";
import { concat } from "./wire-bytes";

/**
 * Builds zstd and lz4 frames, which Node 20 cannot compress to itself.
 *
 * RFC 8878, and https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md.
 */

const ZSTD_RAW_BLOCK_BYTES = 100_000;

/** A zstd frame of uncompressed blocks with a window of 128 KiB. */
export function zstdFrame(bytes: Uint8Array): Uint8Array {
  const blocks = pieces(bytes, ZSTD_RAW_BLOCK_BYTES).map((piece, index, all) => {
    const isLast = index === all.length - 1 ? 1 : 0;
    return concat(littleEndian((piece.length << 3) | isLast, 3), piece);
  });
  return concat(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 7 << 3), ...blocks);
}

/** A frame of user data, which decompressors of both formats step over. */
export function skippableFrame(bytes: Uint8Array): Uint8Array {
  return concat(littleEndian(0x184d2a5e, 4), littleEndian(bytes.length, 4), bytes);
}

export interface Lz4Options {
  /** Blocks refer back into those before them. @default false */
  readonly linked?: boolean;
  /** Every block and the content have a checksum; zero, since nobody verifies it. @default false */
  readonly checksums?: boolean;
  /** The header tells the length of the content. @default false */
  readonly contentSize?: boolean;
  /** Blocks are stored as they are. @default false */
  readonly uncompressed?: boolean;
}

const LZ4_BLOCK_BYTES = 64 * 1024;

/** An lz4 frame of blocks of 64 KiB. */
export function lz4Frame(bytes: Uint8Array, options: Lz4Options = {}): Uint8Array {
  const flags =
    0x40 |
    (options.linked === true ? 0 : 0x20) |
    (options.checksums === true ? 0x14 : 0) |
    (options.contentSize === true ? 0x08 : 0);
  const size = options.contentSize === true ? littleEndian(bytes.length, 8) : new Uint8Array(0);
  const checksum = new Uint8Array(options.checksums === true ? 4 : 0);
  const blocks = pieces(bytes, LZ4_BLOCK_BYTES).map((piece, index) => {
    if (options.uncompressed === true) {
      return concat(littleEndian(0x8000_0000 | piece.length, 4), piece, checksum);
    }
    const start = index * LZ4_BLOCK_BYTES;
    const history = bytes.slice(Math.max(0, start - LZ4_BLOCK_BYTES), start);
    const dictionary = options.linked === true && history.length > 0 ? Buffer.from(history) : undefined;
    // The library puts the decompressed length before its block.
    const block = compressSync(Buffer.from(piece), dictionary).subarray(4);
    return concat(littleEndian(block.length, 4), block, checksum);
  });
  const header = concat(littleEndian(0x184d2204, 4), Uint8Array.of(flags, 4 << 4), size, new Uint8Array(1));
  return concat(header, ...blocks, new Uint8Array(4), checksum);
}

function pieces(bytes: Uint8Array, pieceBytes: number): Uint8Array[] {
  const count = Math.max(1, Math.ceil(bytes.length / pieceBytes));
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes));
}

function littleEndian(value: number, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => (index < 4 ? value >>> (8 * index) : 0));
}
