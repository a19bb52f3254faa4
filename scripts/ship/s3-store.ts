import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { PutObjectCommandInput } from "@aws-sdk/client-s3";
import { HeadObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { failureOf, unreadable } from "./failure";
import type { Failure, ObjectStore, Shipment } from "./object-store";

/** Where objects go. */
export interface S3Target {
  readonly bucket: string;
  /** Account that must own the bucket; undefined: whoever does. */
  readonly bucketOwner: string | undefined;
  readonly region: string;
  /**
   * Files of this size and above go in parts.
   *
   * @default 16 MiB
   */
  readonly partBytes?: number;
  /**
   * A connection on which nothing moves for this long is given up, in milliseconds. An upload may take longer.
   *
   * @default 30,000
   */
  readonly silenceMs?: number;
}

const PART_BYTES = 16 * 1024 * 1024;

const CONNECT_MS = 5_000;
export const DEFAULT_SILENCE_MS = 30_000;
/** The SDK's own tries, which save a large upload from a lost part; whoever calls waits longer and tries for ever. */
const ATTEMPTS = 3;

/**
 * S3, by the real SDK.
 *
 * Every object is sent with CRC-32, which S3 compares and tells of the whole in its answer, and with `If-None-Match: *`: a key
 * is written once. When it was written before, by a try whose answer was lost, its size and checksum are compared.
 */
export class S3Store implements ObjectStore {
  readonly #client: S3Client;
  readonly #target: S3Target;

  constructor(target: S3Target) {
    this.#target = target;
    const endpoint = process.env["AWS_ENDPOINT_URL_S3"] ?? process.env["AWS_ENDPOINT_URL"];
    this.#client = new S3Client({
      region: target.region,
      maxAttempts: ATTEMPTS,
      // Not `requestTimeout`: it counts a whole request, and by itself only warns.
      requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: target.silenceMs ?? DEFAULT_SILENCE_MS },
      // A stand-in for S3 has no names for its buckets.
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    });
  }

  async store(shipment: Shipment, signal: AbortSignal): Promise<Failure | undefined> {
    let checksum: string;
    try {
      checksum = await fileChecksum(shipment.path);
    } catch (error) {
      return unreadable(`${shipment.key} cannot be read here`, error);
    }
    try {
      const stored = await this.#upload(shipment, checksum, signal).catch((error: unknown) => {
        if (!isTaken(error)) throw error;
        return this.#existing(shipment, signal);
      });
      return stored === checksum ? undefined : differs(shipment.key, stored, checksum);
    } catch (error) {
      signal.throwIfAborted();
      return failureOf(error, this.#target);
    }
  }

  close(): void {
    this.#client.destroy();
  }

  /** The checksum that S3 has of it. */
  async #upload({ key, path, bytes }: Shipment, checksum: string, signal: AbortSignal): Promise<string | undefined> {
    const { bucket, bucketOwner, partBytes = PART_BYTES } = this.#target;
    const params = {
      Bucket: bucket,
      Key: key,
      ExpectedBucketOwner: bucketOwner,
      IfNoneMatch: "*",
      ChecksumAlgorithm: "CRC32",
    } as const;
    if (bytes < partBytes) {
      // In memory, so that the SDK can try again by itself: a stream is read once.
      const command = new PutObjectCommand({ ...params, ChecksumCRC32: checksum, Body: await readFile(path) });
      return (await this.#client.send(command, { abortSignal: signal })).ChecksumCRC32;
    }
    const body = createReadStream(path);
    try {
      return await this.#uploadParts({ ...params, Body: body }, partBytes, signal);
    } finally {
      body.destroy();
    }
  }

  /** Each part goes with its own checksum; S3 makes that of the whole out of them. */
  async #uploadParts(params: PutObjectCommandInput, partSize: number, signal: AbortSignal) {
    const upload = new Upload({
      client: this.#client,
      params: { ...params, ChecksumType: "FULL_OBJECT" } as PutObjectCommandInput,
      partSize,
      queueSize: 2,
    });
    const abort = (): void => void upload.abort();
    signal.addEventListener("abort", abort);
    try {
      return (await upload.done()).ChecksumCRC32;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  /** Checksum of the object that has the key, if it has the size too; `unknown` where the role may not look. */
  async #existing({ key, bytes }: Shipment, signal: AbortSignal): Promise<string | undefined> {
    const { bucket, bucketOwner } = this.#target;
    const command = new HeadObjectCommand({
      Bucket: bucket,
      Key: key,
      ExpectedBucketOwner: bucketOwner,
      ChecksumMode: "ENABLED",
    });
    try {
      const { ContentLength, ChecksumCRC32 } = await this.#client.send(command, { abortSignal: signal });
      return ContentLength === bytes ? ChecksumCRC32 : undefined;
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403) return UNKNOWN;
      throw error;
    }
  }
}

const UNKNOWN = "unknown";

function differs(key: string, stored: string | undefined, checksum: string): Failure {
  if (stored === UNKNOWN) {
    return {
      kind: "differs",
      message: `${key} is in the bucket already, and whether it is the same cannot be seen`,
      fix: "Allow the instance's role s3:GetObject below the deployment's folder.",
    };
  }
  return {
    kind: "differs",
    message: `${key} is in the bucket with other content (checksum ${stored ?? "none"}, not ${checksum})`,
    fix: "Move the object in the bucket away; the file here is kept until then.",
  };
}

/** CRC-32 of a file as S3 writes it: big-endian, in base64. */
async function fileChecksum(path: string): Promise<string> {
  let value = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) value = crc32(chunk, value);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString("base64");
}

function isTaken(error: unknown): boolean {
  return typeof error === "object" && error !== null && "name" in error && error.name === "PreconditionFailed";
}
