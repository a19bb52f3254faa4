import { createHash, randomUUID } from "node:crypto";
import type { ChecksumAlgorithm } from "./checksums";
import { checksum, compositeChecksum } from "./checksums";
import type { Received } from "./request-body";
import { S3Error } from "./s3-error";

export type Checksums = Readonly<Partial<Record<ChecksumAlgorithm, string>>>;

export interface StoredObject {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly checksums: Checksums;
  readonly checksumType: "FULL_OBJECT" | "COMPOSITE";
  readonly lastModified: Date;
}

interface Part extends Received {
  readonly etag: string;
}

interface Upload {
  readonly key: string;
  readonly algorithm: ChecksumAlgorithm | undefined;
  readonly checksumType: "FULL_OBJECT" | "COMPOSITE";
  readonly parts: Map<number, Part>;
}

/** All parts but the last must be as long: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MIN_PART_BYTES = 5 * 1024 * 1024;

/** Objects and unfinished uploads of one bucket. */
export class Bucket {
  readonly objects = new Map<string, StoredObject>();
  readonly uploads = new Map<string, Upload>();
  /** How often each key was written. */
  readonly writes = new Map<string, number>();

  put(key: string, { bytes, checksums }: Received, mustBeNew: boolean): StoredObject {
    // Without a checksum of the sender's, S3 makes one of its own.
    const known = Object.keys(checksums).length > 0 ? checksums : { crc64nvme: checksum("crc64nvme", bytes) };
    return this.#store(key, bytes, `"${md5(bytes)}"`, known, "FULL_OBJECT", mustBeNew);
  }

  get(key: string): StoredObject {
    const object = this.objects.get(key);
    if (object === undefined) throw new S3Error("NoSuchKey");
    return object;
  }

  begin(key: string, algorithm: ChecksumAlgorithm | undefined, checksumType: Upload["checksumType"]): string {
    const id = randomUUID();
    this.uploads.set(id, { key, algorithm, checksumType, parts: new Map() });
    return id;
  }

  putPart(id: string, key: string, number: number, part: Received): Part {
    const stored = { ...part, etag: `"${md5(part.bytes)}"` };
    this.#upload(id, key).parts.set(number, stored);
    return stored;
  }

  complete(
    id: string,
    key: string,
    listed: readonly { readonly number: number; readonly etag: string }[],
    promised: Checksums,
    mustBeNew: boolean,
  ): StoredObject {
    const { parts, algorithm, checksumType } = this.#upload(id, key);
    if (listed.length === 0) throw new S3Error("MalformedXML");
    const chosen = listed.map(({ number, etag }, index) => {
      const part = parts.get(number);
      if (part?.etag !== etag) throw new S3Error("InvalidPart");
      if (index > 0 && number <= (listed[index - 1]?.number ?? 0)) throw new S3Error("InvalidPartOrder");
      if (index < listed.length - 1 && part.bytes.length < MIN_PART_BYTES) throw new S3Error("EntityTooSmall");
      return part;
    });
    const bytes = Buffer.concat(chosen.map((part) => part.bytes));
    const etag = `"${md5(Buffer.concat(chosen.map((part) => Buffer.from(md5(part.bytes), "hex"))))}-${chosen.length}"`;
    const checksums = checksumsOf(chosen, bytes, algorithm, checksumType);
    for (const [name, value] of Object.entries(promised)) {
      if (checksums[name as ChecksumAlgorithm] !== value) throw new S3Error("BadDigest");
    }
    const object = this.#store(key, bytes, etag, checksums, checksumType, mustBeNew);
    this.uploads.delete(id);
    return object;
  }

  abort(id: string, key: string): void {
    this.#upload(id, key);
    this.uploads.delete(id);
  }

  #upload(id: string, key: string): Upload {
    const upload = this.uploads.get(id);
    if (upload?.key !== key) throw new S3Error("NoSuchUpload");
    return upload;
  }

  #store(
    key: string,
    bytes: Buffer,
    etag: string,
    checksums: Checksums,
    checksumType: StoredObject["checksumType"],
    mustBeNew: boolean,
  ): StoredObject {
    if (mustBeNew && this.objects.has(key)) throw new S3Error("PreconditionFailed");
    const object = { bytes, etag, checksums, checksumType, lastModified: new Date() };
    this.objects.set(key, object);
    this.writes.set(key, (this.writes.get(key) ?? 0) + 1);
    return object;
  }
}

function checksumsOf(
  parts: readonly Part[],
  bytes: Buffer,
  algorithm: ChecksumAlgorithm | undefined,
  type: Upload["checksumType"],
): Checksums {
  if (algorithm === undefined) return { crc64nvme: checksum("crc64nvme", bytes) };
  if (type === "FULL_OBJECT") return { [algorithm]: checksum(algorithm, bytes) };
  const each = parts.map((part) => part.checksums[algorithm] ?? checksum(algorithm, part.bytes));
  return { [algorithm]: compositeChecksum(algorithm, each) };
}

function md5(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}
