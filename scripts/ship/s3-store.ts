import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { PutObjectCommandInput } from "@aws-sdk/client-s3";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { failureOf, unreadable } from "./failure";
import type { Failure, ObjectStore, Shipment } from "./object-store";
import type { Before } from "./tries";
import { Tries } from "./tries";

/** Where objects go. */
export interface S3Target {
  readonly bucket: string;
  /** Account that must own the bucket; undefined: whoever does. */
  readonly bucketOwner: string | undefined;
  readonly region: string;
  /** Folder for what is remembered of uploads whose answers may be lost. */
  readonly triesFolder: string;
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
 * is written once, and nothing is ever read. Where it is taken, the tries that are remembered tell whether by this content, in
 * a try whose answer was lost.
 */
export class S3Store implements ObjectStore {
  readonly #client: S3Client;
  readonly #target: S3Target;
  readonly #tries: Tries;

  constructor(target: S3Target) {
    this.#target = target;
    this.#tries = new Tries(target.triesFolder);
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
      const before = await this.#tries.begin(shipment, checksum);
      const stored = await this.#upload(shipment, checksum, signal).catch((error: unknown) => {
        if (!isTaken(error)) throw error;
        return isOwn(before, error) ? checksum : undefined;
      });
      if (stored === checksum) return undefined;
      await this.#tries.refused(shipment);
      return differs(shipment.key);
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
}

function differs(key: string): Failure {
  return {
    kind: "differs",
    message: `${key} is in the bucket already, and nothing shows that it is this file`,
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

/** The key is taken. */
interface Taken {
  readonly name: "PreconditionFailed";
  readonly $metadata?: { readonly attempts?: number };
}

function isTaken(error: unknown): error is Taken {
  return typeof error === "object" && error !== null && "name" in error && error.name === "PreconditionFailed";
}

/** Whether a key was taken by this content: in a try before this one, or in one that the SDK made again by itself. */
function isOwn(before: Before, { $metadata }: Taken): boolean {
  return before === "the same" || (before === "nothing" && ($metadata?.attempts ?? 1) > 1);
}
