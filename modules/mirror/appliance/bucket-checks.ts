import { Token } from "cdktf";
import { ACCOUNT_FORM, BUCKET_FORM, PREFIX_FORM, REGION_FORM } from "../../contracts";
import { givenWithoutBucket, notABucket, notAnAccount, notARegion, prefixWithSlash } from "./errors";
import { keyArnProblems } from "../key-arn";

/** Where an appliance uploads to, as it is asked for. */
export interface BucketRequest {
  readonly bucket?: string;
  readonly prefix?: string;
  readonly bucketKeyArn?: string;
  readonly bucketOwner?: string;
  readonly bucketRegion?: string;
}

/** Properties that say something of the bucket, and so need one. */
const BESIDE_BUCKET = ["prefix", "bucketKeyArn", "bucketOwner", "bucketRegion"] as const;

/** What keeps uploads from going there; empty when nothing does. Tokens are let through. */
export function bucketProblems(request: BucketRequest): string[] {
  const { bucket, prefix, bucketOwner, bucketRegion } = request;
  const beside = BESIDE_BUCKET.filter((property) => request[property] !== undefined);
  return [
    ...unless(BUCKET_FORM, bucket, notABucket),
    ...unless(PREFIX_FORM, prefix, prefixWithSlash),
    ...keyArnProblems("bucketKeyArn", request.bucketKeyArn),
    ...unless(ACCOUNT_FORM, bucketOwner, notAnAccount),
    ...unless(REGION_FORM, bucketRegion, notARegion),
    ...(bucket === undefined ? beside.map(givenWithoutBucket) : []),
  ];
}

function unless(form: RegExp, text: string | undefined, problem: (text: string) => string): string[] {
  return text === undefined || Token.isUnresolved(text) || form.test(text) ? [] : [problem(text)];
}
