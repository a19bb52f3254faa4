import type { IncomingHttpHeaders } from "node:http";
import type { Bucket, StoredObject } from "./bucket";
import type { ChecksumAlgorithm } from "./checksums";
import { CHECKSUM_ALGORITHMS } from "./checksums";
import { received } from "./request-body";
import { escaped, S3Error, xml } from "./s3-error";

export interface Question {
  readonly method: string;
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: string | Buffer;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
export function answerTo(bucket: Bucket, question: Question, body: Buffer): Answer {
  const { method, key, query, headers } = question;
  const uploadId = query.get("uploadId");
  if (key === "") {
    if (method === "GET" && query.get("list-type") === "2") return listing(bucket, question);
  } else if (uploadId !== null) {
    if (method === "PUT") {
      const number = Number(query.get("partNumber"));
      const part = bucket.putPart(uploadId, key, number, received(headers, body));
      return { status: 200, headers: { etag: part.etag, ...checksumHeaders(part.checksums) } };
    }
    if (method === "POST") return completed(bucket, question, uploadId, body);
    if (method === "DELETE") {
      bucket.abort(uploadId, key);
      return { status: 204 };
    }
  } else if (method === "POST" && query.has("uploads")) return begun(bucket, question);
  else if (method === "PUT") {
    const object = bucket.put(key, received(headers, body), mustBeNew(headers));
    return { status: 200, headers: { etag: object.etag, ...objectChecksums(object) } };
  } else if (method === "GET" || method === "HEAD") return found(bucket.get(key), headers);
  throw new S3Error("MethodNotAllowed");
}

function found(object: StoredObject, headers: IncomingHttpHeaders): Answer {
  return {
    status: 200,
    headers: {
      etag: object.etag,
      "last-modified": object.lastModified.toUTCString(),
      "content-type": "binary/octet-stream",
      "content-length": object.bytes.length,
      ...(headers["x-amz-checksum-mode"] === "ENABLED" ? objectChecksums(object) : {}),
    },
    body: object.bytes,
  };
}

function begun(bucket: Bucket, { bucket: name, key, headers }: Question): Answer {
  const algorithm = CHECKSUM_ALGORITHMS.find(
    (each) => each === String(headers["x-amz-checksum-algorithm"]).toLowerCase(),
  );
  const type = headers["x-amz-checksum-type"] === "FULL_OBJECT" ? "FULL_OBJECT" : "COMPOSITE";
  const id = bucket.begin(key, algorithm, type);
  const fields = `<Bucket>${name}</Bucket><Key>${escaped(key)}</Key><UploadId>${id}</UploadId>`;
  return { status: 200, body: xml(`<InitiateMultipartUploadResult>${fields}</InitiateMultipartUploadResult>`) };
}

function completed(bucket: Bucket, { bucket: name, key, headers }: Question, id: string, body: Buffer): Answer {
  const parts = [...body.toString().matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = ""]) => ({
    number: Number(/<PartNumber>(\d+)<\/PartNumber>/.exec(part)?.[1]),
    etag: (/<ETag>(.*?)<\/ETag>/.exec(part)?.[1] ?? "").replace(/&quot;/g, '"'),
  }));
  const promised: Partial<Record<ChecksumAlgorithm, string>> = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = headers[`x-amz-checksum-${algorithm}`];
    if (typeof value === "string") promised[algorithm] = value;
  }
  const object = bucket.complete(id, key, parts, promised, mustBeNew(headers));
  const checksums = Object.entries(object.checksums).map(([algorithm, value]) => {
    const element = `Checksum${algorithm.toUpperCase()}`;
    return `<${element}>${value}</${element}>`;
  });
  const fields = [
    `<Bucket>${name}</Bucket><Key>${escaped(key)}</Key><ETag>${escaped(object.etag)}</ETag>`,
    ...checksums,
    `<ChecksumType>${object.checksumType}</ChecksumType>`,
  ];
  return {
    status: 200,
    body: xml(`<CompleteMultipartUploadResult>${fields.join("")}</CompleteMultipartUploadResult>`),
  };
}

function listing(bucket: Bucket, { bucket: name, query }: Question): Answer {
  const prefix = query.get("prefix") ?? "";
  const limit = Math.min(1000, Number(query.get("max-keys") ?? 1000));
  const after = query.get("continuation-token") ?? query.get("start-after") ?? "";
  const keys = [...bucket.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, limit);
  const isTruncated = keys.length > page.length;
  const contents = page.map((key) => {
    const { bytes, etag, lastModified } = bucket.get(key);
    const facts = `<ETag>${escaped(etag)}</ETag><Size>${bytes.length}</Size>`;
    return `<Contents><Key>${escaped(key)}</Key><LastModified>${lastModified.toISOString()}</LastModified>${facts}</Contents>`;
  });
  const next = isTruncated ? `<NextContinuationToken>${escaped(page.at(-1) ?? "")}</NextContinuationToken>` : "";
  const counts = `<KeyCount>${page.length}</KeyCount><IsTruncated>${isTruncated}</IsTruncated>`;
  return {
    status: 200,
    body: xml(`<ListBucketResult><Name>${name}</Name>${counts}${next}${contents.join("")}</ListBucketResult>`),
  };
}

function mustBeNew(headers: IncomingHttpHeaders): boolean {
  return headers["if-none-match"] === "*";
}

function objectChecksums({ checksums, checksumType }: StoredObject): Record<string, string> {
  return { ...checksumHeaders(checksums), "x-amz-checksum-type": checksumType };
}

function checksumHeaders(checksums: Partial<Record<ChecksumAlgorithm, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(checksums).map(([name, value]) => [`x-amz-checksum-${name}`, value]));
}
