export const badBucketName = (name: string) =>
  `bucketName: "${name}" is no name of a bucket. Give 3 to 63 characters of a-z, 0-9 and "-", ` +
  "beginning and ending with a letter or digit, or leave it out to have one made.";

export const notABucketArn = (arn: string) =>
  `bucketArn: "${arn}" is not the ARN of a bucket. Give one like arn:aws:s3:::NAME, without a folder.`;

export const badPrefix = (prefix: string) =>
  `prefix: "${prefix}" is no folder. Write it as team/tls: letters, digits and _ . -, ` +
  "and slashes only between them; or leave it out.";

export const lockHalfGiven = (given: string, missing: string) =>
  `${given} is given without ${missing}. Give both to lock objects, or neither.`;

export const lockOutlastsRetention = (lockDays: number, property: string, retentionDays: number) =>
  `objectLockDays ${lockDays} outlasts ${property} ${retentionDays}, so nothing could expire in time. ` +
  "Lower the one or raise the other.";

export const lockDefeatsForceDestroy = () =>
  "forceDestroy is given with ObjectLockMode.COMPLIANCE, which lets nobody delete an object before its time. " +
  "Leave one of them out.";

export const notARoleArn = (arn: string) =>
  `writers: "${arn}" is not the ARN of an IAM role. Give one like arn:aws:iam::111122223333:role/NAME.`;

export const unknownDeployment = (deployment: string, known: readonly string[]) =>
  `writers: deployment "${deployment}" has no folder here, so its objects would never expire and no query would find ` +
  `them. Name one of ${known.join(", ")}, or add it to otherDeployments.`;

export const deploymentTwice = (deployment: string) =>
  `otherDeployments: "${deployment}" is named twice. Name each deployment once, and this store's own not at all.`;

export const scanLimitTooLow = (limit: number, least: number) =>
  `queryScanLimitBytes must be at least ${least}, which is the lowest that Athena takes, got ${limit}. Raise it.`;
