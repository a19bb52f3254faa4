import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
export const CHECKSUM_ALGORITHMS = ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** The checksum as S3 tells it: big-endian bytes in base64. */
export function checksum(algorithm: ChecksumAlgorithm, bytes: Uint8Array): string {
  switch (algorithm) {
    case "sha1":
    case "sha256":
      return createHash(algorithm).update(bytes).digest("base64");
    case "crc32":
      return bigEndian(BigInt(crc32(bytes)), 4);
    case "crc32c":
      return bigEndian(reflected(bytes, 0x82f63b78n, 32), 4);
    case "crc64nvme":
      return bigEndian(reflected(bytes, 0x9a6c9329ac4bc9b5n, 64), 8);
  }
}

/** Of an object in parts: the checksum of the parts' checksums, and how many there are. */
export function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly string[]): string {
  const joined = Buffer.concat(parts.map((part) => Buffer.from(part, "base64")));
  return `${checksum(algorithm, joined)}-${parts.length}`;
}

/** A CRC with reflected bits, all ones at both ends; `polynomial` is reflected too. */
function reflected(bytes: Uint8Array, polynomial: bigint, bits: number): bigint {
  const ones = (1n << BigInt(bits)) - 1n;
  const table = Array.from({ length: 256 }, (_, index) => {
    let value = BigInt(index);
    for (let bit = 0; bit < 8; bit++) value = (value & 1n) === 0n ? value >> 1n : (value >> 1n) ^ polynomial;
    return value;
  });
  let crc = ones;
  for (const byte of bytes) crc = (crc >> 8n) ^ table[Number((crc ^ BigInt(byte)) & 0xffn)]!;
  return crc ^ ones;
}

function bigEndian(value: bigint, length: number): string {
  return Buffer.from(value.toString(16).padStart(length * 2, "0"), "hex").toString("base64");
}
