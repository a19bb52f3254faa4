/** A bucket that captures and findings are uploaded to. */
export interface ICaptureStore {
  /** Name of the bucket. */
  readonly bucketName: string;
  /** ARN of the bucket, for policies. */
  readonly bucketArn: string;
  /** Folder in the bucket, above the deployments' own, without a slash at either end; undefined for the bucket's root. */
  readonly prefix?: string;
  /** ARN of the KMS key that encrypts the bucket, which writers must be allowed to use; undefined where S3's own keys do. */
  readonly keyArn?: string;
}

/** Folder of the deployments' own folders: nothing, or with a slash at its end. */
export function storeRoot(store: ICaptureStore): string {
  return store.prefix === undefined ? "" : `${store.prefix}/`;
}
