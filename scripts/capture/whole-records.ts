import { open } from "node:fs/promises";

/**
 * Repairs a capture file whose writer was killed: it may end in the middle of a record.
 *
 * The format is pcap, draft-ietf-opsawg-pcap: a file header of 24 bytes, then records with a header of 16 bytes
 * that tells how many bytes of packet follow. tcpdump writes in the byte order of the machine, which is
 * little-endian on both architectures of the image.
 */

const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;

const CHUNK_BYTES = 1024 * 1024;

/**
 * Cuts an incomplete last record off, and the zeros that a file has which had grown but was not written before the power
 * was lost.
 *
 * @returns bytes cut; undefined where not even a file header is there, so that nothing can be kept
 */
export async function cutIncompleteRecord(path: string): Promise<number | undefined> {
  const file = await open(path, "r+");
  try {
    const { size } = await file.stat();
    const chunk = new Uint8Array(CHUNK_BYTES);
    const view = new DataView(chunk.buffer);

    let chunkStart = 0;
    let chunkEnd = (await file.read(chunk, 0, CHUNK_BYTES, 0)).bytesRead;
    if (chunkEnd < FILE_HEADER_BYTES || !isPcap(view)) return undefined;

    let recordStart = FILE_HEADER_BYTES;
    while (recordStart + RECORD_HEADER_BYTES <= size) {
      if (recordStart + RECORD_HEADER_BYTES > chunkEnd) {
        chunkStart = recordStart;
        chunkEnd = chunkStart + (await file.read(chunk, 0, CHUNK_BYTES, chunkStart)).bytesRead;
      }
      if (isZeros(view, recordStart - chunkStart)) break;
      const packetBytes = view.getUint32(recordStart - chunkStart + 8, true);
      const recordEnd = recordStart + RECORD_HEADER_BYTES + packetBytes;
      if (recordEnd > size) break;
      recordStart = recordEnd;
    }
    await file.truncate(recordStart);
    return size - recordStart;
  } finally {
    await file.close();
  }
}

function isPcap(view: DataView): boolean {
  const magic = view.getUint32(0, true);
  return magic === MAGIC_MICROSECONDS || magic === MAGIC_NANOSECONDS;
}

/** A record header without time or length: no packet has one. */
function isZeros(view: DataView, at: number): boolean {
  for (let field = 0; field < RECORD_HEADER_BYTES; field += 4) {
    if (view.getUint32(at + field, true) !== 0) return false;
  }
  return true;
}
