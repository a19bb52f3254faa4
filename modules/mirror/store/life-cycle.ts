import type { S3BucketLifecycleConfigurationRule } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";

/** How long objects stay. */
export interface Retention {
  /** Folders of the deployments, each with a slash at its end. */
  readonly folders: readonly string[];
  readonly captureDays: number;
  readonly findingsDays: number;
  readonly noncurrentDays: number;
}

/** After how many days the parts of an upload that nobody finished are removed; an upload takes minutes. */
const UNFINISHED_UPLOAD_DAYS = 2;

/** Rules that remove captures and findings when their time has come, and what deletion and failed uploads leave behind. */
export function lifeCycleRules(retention: Retention): S3BucketLifecycleConfigurationRule[] {
  const expiring = (folder: string, kind: string, days: number) => ({
    id: `${kind}-of-${folder.slice(0, -1)}`,
    status: "Enabled",
    filter: [{ prefix: `${folder}${kind}/` }],
    expiration: [{ days }],
    noncurrentVersionExpiration: [{ noncurrentDays: retention.noncurrentDays }],
  });
  return [
    ...retention.folders.flatMap((folder) => [
      expiring(folder, "captures", retention.captureDays),
      expiring(folder, "findings", retention.findingsDays),
    ]),
    {
      id: "remains",
      status: "Enabled",
      // Every object of the bucket.
      filter: [{}],
      abortIncompleteMultipartUpload: [{ daysAfterInitiation: UNFINISHED_UPLOAD_DAYS }],
      expiration: [{ expiredObjectDeleteMarker: true }],
    },
  ];
}
