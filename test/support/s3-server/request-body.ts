import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { ChecksumAlgorithm } from "./checksums";
import { checksum, CHECKSUM_ALGORITHMS } from "./checksums";
import { S3Error } from "./s3-error";

/** A body that arrived as it was sent. */
export interface Received {
  readonly bytes: Buffer;
  /** As its sender said, and checked. */
  readonly checksums: Partial<Record<ChecksumAlgorithm, string>>;
}

/**
 * Takes a body out of its encoding and checks all that was promised of it.
 *
 * `aws-chunked`: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function received(headers: IncomingHttpHeaders, body: Buffer): Received {
  const isChunked = text(headers["content-encoding"]).split(",").includes("aws-chunked");
  const { bytes, trailers } = isChunked ? unchunked(body) : { bytes: body, trailers: new Map<string, string>() };
  const decodedLength = headers["x-amz-decoded-content-length"];
  if (isChunked && Number(decodedLength) !== bytes.length) throw new S3Error("IncompleteBody");
  for (const name of text(headers["x-amz-trailer"]).split(",").filter(Boolean)) {
    if (!trailers.has(name.trim())) throw new S3Error("InvalidRequest");
  }

  const sha256 = text(headers["x-amz-content-sha256"]);
  if (/^[0-9a-f]{64}$/.test(sha256) && createHash("sha256").update(bytes).digest("hex") !== sha256) {
    throw new S3Error("XAmzContentSHA256Mismatch");
  }
  const md5 = headers["content-md5"];
  if (md5 !== undefined && createHash("md5").update(bytes).digest("base64") !== md5) throw new S3Error("BadDigest");

  const checksums: Partial<Record<ChecksumAlgorithm, string>> = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const name = `x-amz-checksum-${algorithm}`;
    const promised = trailers.get(name) ?? headers[name];
    if (typeof promised !== "string") continue;
    if (checksum(algorithm, bytes) !== promised) throw new S3Error("BadDigest");
    checksums[algorithm] = promised;
  }
  return { bytes, checksums };
}

function unchunked(body: Buffer): { bytes: Buffer; trailers: Map<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf("\r\n", at);
    if (lineEnd < 0) throw new S3Error("IncompleteBody");
    // A signed chunk has its signature behind a semicolon.
    const length = parseInt(body.toString("latin1", at, lineEnd).split(";")[0] ?? "", 16);
    if (Number.isNaN(length)) throw new S3Error("InvalidRequest");
    at = lineEnd + 2;
    if (length === 0) break;
    if (at + length + 2 > body.length) throw new S3Error("IncompleteBody");
    chunks.push(body.subarray(at, at + length));
    at += length + 2;
  }
  const trailers = new Map<string, string>();
  for (const line of body.toString("latin1", at).split("\r\n")) {
    const [name, value] = line.split(/:(.*)/);
    if (name !== undefined && value !== undefined) trailers.set(name.trim().toLowerCase(), value.trim());
  }
  return { bytes: Buffer.concat(chunks), trailers };
}

function text(header: string | string[] | undefined): string {
  return typeof header === "string" ? header : "";
}
