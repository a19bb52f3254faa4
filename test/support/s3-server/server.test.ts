import { createHash, randomBytes } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  type ChecksumAlgorithm as SdkAlgorithm,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { Readable } from "node:stream";
import { checksum, compositeChecksum } from "./checksums";
import { received } from "./request-body";
import { S3Server } from "./server";

const Bucket = "captures";
let server: S3Server;
let client: S3Client;
beforeEach(async () => {
  server = await S3Server.start();
  client = new S3Client({
    endpoint: server.endpoint,
    region: "eu-central-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await server.goAway();
});

const put = (Key: string, changes: object = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body: `content of ${Key}`, ...changes }));

describe("the S3 of tests, met by the real SDK", () => {
  test.each([
    ["an upload to a bucket that is not there", { Bucket: "other" }, "NoSuchBucket", 404],
    ["an upload to a bucket of somebody else", { ExpectedBucketOwner: "999999999999" }, "AccessDenied", 403],
    ["a wrong checksum", { ChecksumCRC32: "AAAAAA==" }, "BadDigest", 400],
    ["a wrong MD5", { ContentMD5: createHash("md5").update("x").digest("base64") }, "BadDigest", 400],
  ])("refuses %s", async (_, changes, name, status) => {
    await expect(put("a", changes)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
    expect(server.bucket.objects.size).toBe(0);
  });

  test("refuses to write over an object where it must be new", async () => {
    await put("a", { IfNoneMatch: "*" });

    await expect(put("a", { IfNoneMatch: "*" })).rejects.toMatchObject({ name: "PreconditionFailed" });
    await put("a");
    expect(server.bucket.writes.get("a")).toBe(2);
  });

  test("refuses to tell of what is not there, and requests without a signature", async () => {
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: "a" }))).rejects.toMatchObject({ name: "NotFound" });
    await expect(client.send(new GetObjectCommand({ Bucket, Key: "a" }))).rejects.toMatchObject({ name: "NoSuchKey" });
    expect((await fetch(`${server.endpoint}/captures/a`)).status).toBe(403);
  });

  test("gives back what it was given, with its checksum", async () => {
    const { ChecksumCRC32 } = await put("folder/a b", { ExpectedBucketOwner: "111122223333" });
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: "folder/a b", ChecksumMode: "ENABLED" }));
    const got = await client.send(new GetObjectCommand({ Bucket, Key: "folder/a b" }));

    expect(await got.Body?.transformToString()).toBe("content of folder/a b");
    expect(head).toMatchObject({ ContentLength: 21, ChecksumCRC32, ChecksumType: "FULL_OBJECT" });
    expect(ChecksumCRC32).toBe(checksum("crc32", Buffer.from("content of folder/a b")));
  });

  test.each(["CRC32", "SHA1", "SHA256"] satisfies SdkAlgorithm[])(
    "checks %s in the trailer of a stream of unknown end",
    async (ChecksumAlgorithm) => {
      const bytes = randomBytes(200_000);
      const Body = Readable.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]);
      await put("streamed", { Body, ContentLength: bytes.length, ChecksumAlgorithm });

      expect(server.content("streamed").equals(bytes)).toBe(true);
      expect(Object.keys(server.bucket.get("streamed").checksums)).toEqual([ChecksumAlgorithm.toLowerCase()]);
    },
  );

  test("lists keys by their prefix, page by page", async () => {
    for (const key of ["a/1", "a/2", "a/3", "b/1"]) await put(key);
    const first = await client.send(new ListObjectsV2Command({ Bucket, Prefix: "a/", MaxKeys: 2 }));
    const ContinuationToken = first.NextContinuationToken;
    const second = await client.send(new ListObjectsV2Command({ Bucket, Prefix: "a/", ContinuationToken }));

    expect(first.Contents?.map(({ Key }) => Key)).toEqual(["a/1", "a/2"]);
    expect(second).toMatchObject({ IsTruncated: false, Contents: [{ Key: "a/3", Size: 14 }] });
  });

  test("puts an upload in parts together, with a checksum of the whole or of the parts", async () => {
    const bytes = randomBytes(11 * 1024 * 1024);
    for (const [Key, ChecksumType] of [
      ["whole", "FULL_OBJECT"],
      ["parts", "COMPOSITE"],
    ] as const) {
      const params = { Bucket, Key, Body: bytes, ChecksumAlgorithm: "CRC32", ChecksumType } as const;
      await new Upload({ client, params, partSize: 5 * 1024 * 1024 }).done();
    }

    expect(server.content("whole").equals(bytes)).toBe(true);
    expect(server.bucket.get("whole").checksums).toEqual({ crc32: checksum("crc32", bytes) });
    expect(server.bucket.get("parts").checksums.crc32).toMatch(/^.{8}-3$/);
    expect(server.bucket.uploads.size).toBe(0);
  });

  test("refuses parts that are too small, wrong or of an upload that was given up", async () => {
    const Key = "parts";
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const sent = await Promise.all(
      [1, 2].map((PartNumber) =>
        client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: `part ${PartNumber}` })),
      ),
    );
    const Parts = sent.map(({ ETag }, index) => ({ ETag, PartNumber: index + 1 }));
    const complete = (parts: typeof Parts) =>
      client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: parts } }));

    await expect(complete(Parts)).rejects.toMatchObject({ name: "EntityTooSmall" });
    await expect(complete([{ ETag: '"0"', PartNumber: 1 }])).rejects.toMatchObject({ name: "InvalidPart" });
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    await expect(complete(Parts)).rejects.toMatchObject({ name: "NoSuchUpload" });
    expect(server.bucket.objects.size).toBe(0);
  });

  test("is away when told, and back on the same port with what it held", async () => {
    await put("a");
    await server.goAway();
    await expect(put("b")).rejects.toThrow();
    await expect(put("b")).rejects.toThrow("ECONNREFUSED");
    await server.comeBack();
    await put("c");

    expect([...server.bucket.objects.keys()]).toEqual(["a", "c"]);
  });

  test("fails as told: busy, dropped in the body, and after it has stored", async () => {
    server.faults.next({ kind: "slow-down" });
    server.faults.next({ kind: "drop-in-body", afterBytes: 4 });
    server.faults.next({ kind: "stored-but-500" });
    server.faults.next({ kind: "stored-but-dropped" });
    await expect(put("a")).rejects.toMatchObject({ name: "SlowDown", $metadata: { httpStatusCode: 503 } });
    await expect(put("b")).rejects.toThrow();
    await expect(put("c")).rejects.toMatchObject({ name: "InternalError" });
    await expect(put("d")).rejects.toThrow();

    expect([...server.bucket.objects.keys()]).toEqual(["c", "d"]);
  });
});

describe("checksums of S3", () => {
  // The check values of the catalogue of parametrised CRC algorithms, of "123456789".
  test.each([
    ["crc32", "cbf43926"],
    ["crc32c", "e3069283"],
    ["crc64nvme", "ae8b14860a799888"],
  ] as const)("have the check value of %s", (algorithm, value) => {
    expect(Buffer.from(checksum(algorithm, Buffer.from("123456789")), "base64").toString("hex")).toBe(value);
  });

  test("of parts are those of their checksums", () => {
    const one = checksum("sha256", Buffer.from("one"));
    expect(compositeChecksum("sha256", [one])).toBe(`${checksum("sha256", Buffer.from(one, "base64"))}-1`);
  });

  test("in a trailer are refused when the trailer was announced and is not there, or the body ends early", () => {
    const headers = {
      "content-encoding": "aws-chunked",
      "x-amz-decoded-content-length": "3",
      "x-amz-trailer": "x-amz-checksum-crc32",
    };
    const body = (text: string) => () => received(headers, Buffer.from(text));

    expect(body("3\r\nabc\r\n0\r\n\r\n")).toThrow("The request is not valid.");
    expect(body("3\r\nab")).toThrow("number of bytes");
    expect(body("2\r\nab\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n")).toThrow("number of bytes");
    expect(body("3\r\nabc\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n")).toThrow("checksum");
    expect(body("3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n")().bytes.toString()).toBe("abc");
  });
});
