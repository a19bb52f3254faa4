export type Compression = "gzip" | "zstd" | "lz4";

const GZIP_MAGIC = 0x1f8b;
const ZSTD_MAGIC = 0x28b52ffd;
const LZ4_MAGIC = 0x04224d18;

/** Tells compressions apart by their first bytes (RFC 1952, RFC 8878, the LZ4 frame format), never by file name. */
export function compressionOf(head: DataView): Compression | null {
  if (head.byteLength >= 2 && head.getUint16(0) === GZIP_MAGIC) return "gzip";
  if (head.byteLength < 4) return null;
  const magic = head.getUint32(0);
  if (magic === LZ4_MAGIC) return "lz4";
  return magic === ZSTD_MAGIC || isSkippableFrame(magic) ? "zstd" : null;
}

/** A frame of user data before the first real one, as `pzstd` writes: RFC 8878 section 3.1.2. */
function isSkippableFrame(magic: number): boolean {
  return (magic & 0xf0ffffff) >>> 0 === 0x502a4d18;
}
