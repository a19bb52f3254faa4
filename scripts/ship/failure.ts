import { reasonOf } from "../capture/errors";
import type { Failure } from "./object-store";

/** The bucket as the settings name it, for messages. */
export interface BucketName {
  readonly bucket: string;
  readonly bucketOwner: string | undefined;
}

/** What an error of the SDK tells about itself. */
interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown };
}

/** Told by S3 with a status of 4xx, and better the next time all the same. */
const PASSING: ReadonlySet<string> = new Set([
  "RequestTimeout",
  "RequestTimeTooSkewed",
  "ExpiredToken",
  "ExpiredTokenException",
  "BadDigest",
  "IncompleteBody",
  "XAmzContentSHA256Mismatch",
  "NoSuchUpload",
  "OperationAborted",
  "ConditionalRequestConflict",
]);

/** Whether to try again soon, or only after somebody has changed something, and what. */
export function failureOf(error: unknown, { bucket, bucketOwner }: BucketName): Failure {
  const { name, message, $metadata } = (typeof error === "object" && error !== null ? error : {}) as SdkError;
  const status = $metadata?.httpStatusCode;
  const kind = typeof name === "string" ? name : "Error";
  const told = `${kind}: ${typeof message === "string" ? message : String(error)}`;
  if (kind === "CredentialsProviderError") {
    return { kind: "refused", message: told, fix: "Give the instance a profile whose role may upload." };
  }
  if (typeof status !== "number" || status >= 500 || status === 429 || PASSING.has(kind)) {
    return { kind: "away", message: told };
  }
  return { kind: "refused", message: `${told} (status ${status})`, fix: fixOf(kind, status, bucket, bucketOwner) };
}

/** A file that this machine does not let go. */
export function unreadable(what: string, error: unknown): Failure {
  const fix = "See the disk of the appliance: journalctl -k has what it said.";
  return { kind: "unreadable", message: `${what}: ${reasonOf(error)}`, fix };
}

function fixOf(kind: string, status: number, bucket: string, bucketOwner: string | undefined): string {
  if (kind === "NoSuchBucket") return `Create bucket ${bucket}, or correct "bucket" in the settings.`;
  if (kind.startsWith("KMS."))
    return `Allow the instance's role kms:GenerateDataKey and kms:Decrypt on the bucket's key.`;
  if (status === 301) return `Set "region" in the settings to the Region of bucket ${bucket}.`;
  if (status === 403) {
    const owner = bucketOwner === undefined ? "" : ` Check that account ${bucketOwner} owns it ("bucketOwner").`;
    return `Allow the instance's role s3:PutObject below the deployment's folder of ${bucket}.${owner}`;
  }
  return `See what S3 says of ${kind}, and of the policy of bucket ${bucket}.`;
}
