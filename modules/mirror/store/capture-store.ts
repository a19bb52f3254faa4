import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketObjectLockConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Fn, Lazy, Token } from "cdktf";
import { Construct } from "constructs";
import { homeOf } from "../access/home";
import { policyDocument } from "../access/policy-document";
import type { CaptureWriter } from "./capture-writer";
import { encryptStatement, uploadStatement, writerProblems } from "./capture-writer";
import { refused } from "../errors";
import { notABucketArn } from "./errors";
import { FindingsCatalog } from "./findings-catalog";
import { lifeCycleRules } from "./life-cycle";
import type { ObjectLockMode } from "./object-lock";
import { lockProblems } from "./object-lock";
import { ownershipTags } from "../ownership";
import { PrivateBucket } from "./private-bucket";
import type { ICaptureStore } from "./store";
import { storeRoot } from "./store";
import { storeProblems } from "./store-checks";

export type { ICaptureStore } from "./store";

/** A bucket for captures and findings. */
export interface CaptureStoreProps {
  /** Name of the deployment, for the tags and for its folder in the bucket. */
  readonly deployment: string;
  /**
   * Further deployments that upload here, each to its own folder. They share life cycle and table.
   *
   * @default - none
   */
  readonly otherDeployments?: string[];
  /**
   * Name of the bucket.
   *
   * @default - one that AWS makes and that begins with "tls-mirror-"
   */
  readonly bucketName?: string;
  /**
   * Folder in the bucket, above the deployments' own; without a slash at either end.
   *
   * @default - the bucket's root
   */
  readonly prefix?: string;
  /**
   * ARN of a KMS key of your own. Its policy must let the appliances' roles encrypt.
   *
   * @default - one is made, which rotates every year
   */
  readonly keyArn?: string;
  /**
   * After how many days captures expire.
   *
   * @default 30
   */
  readonly captureRetentionDays?: number;
  /**
   * After how many days findings expire.
   *
   * @default 365
   */
  readonly findingsRetentionDays?: number;
  /**
   * How many days an object that was overwritten, deleted or has expired can still be brought back.
   *
   * @default 7
   */
  readonly noncurrentRetentionDays?: number;
  /**
   * Keeps objects from being deleted for `objectLockDays`, and by whom. A bucket gets or loses it only when it is new.
   *
   * @default - objects can be deleted
   */
  readonly objectLockMode?: ObjectLockMode;
  /**
   * For how many days each object is locked; at most what captures and findings are kept.
   *
   * @default - objects can be deleted
   */
  readonly objectLockDays?: number;
  /**
   * Lets `terraform destroy` delete every capture and finding, of all versions.
   *
   * Without it `terraform destroy` removes everything else that is billed by the hour, and then ends with an error at
   * the bucket if anything is in it. The bucket stays with its objects, the key without which they could not be read, and
   * the block of public access. What is gone then: the life cycle, so that what stays no longer expires; the bucket's
   * policy, and with it the refusal of old TLS; encryption by the key, versions and ownership of what is added later.
   * Empty the bucket and destroy again, or apply again.
   *
   * @default false
   */
  readonly forceDestroy?: boolean;
  /**
   * Roles of other accounts that upload. Roles of the same account need no mention: their own policy suffices.
   *
   * @default - none
   */
  readonly writers?: CaptureWriter[];
  /**
   * The most that one query of Athena may read, in bytes; it is cancelled there, and what it has read is billed.
   *
   * @default 10737418240, ten GiB
   */
  readonly queryScanLimitBytes?: number;
}

/**
 * Keeps captures and findings in an encrypted, versioned bucket, and makes the findings a table for Athena.
 *
 * Nobody reaches the bucket without TLS 1.2, nothing in it can be made public, and writers cannot read.
 */
export class CaptureStore extends Construct implements ICaptureStore {
  /** Uses a bucket made elsewhere. `prefix` and `keyArn` as in `CaptureStoreProps`; without key S3's own encrypt. */
  static fromBucketArn(bucketArn: string, prefix?: string, keyArn?: string): ICaptureStore {
    return { bucketName: nameOfBucket(bucketArn), bucketArn, prefix, keyArn };
  }

  readonly bucketName: string;

  readonly bucketArn: string;

  readonly prefix?: string;

  readonly keyArn?: string;

  /** The findings as a table. */
  readonly catalog: FindingsCatalog;

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: S3Bucket;

  readonly #bucket: PrivateBucket;

  readonly #deployment: string;

  readonly #deployments: readonly string[];

  readonly #writers: CaptureWriter[] = [];

  constructor(scope: Construct, id: string, props: CaptureStoreProps) {
    super(scope, id);
    const request = {
      ...props,
      otherDeployments: props.otherDeployments ?? [],
      captureRetentionDays: props.captureRetentionDays ?? 30,
      findingsRetentionDays: props.findingsRetentionDays ?? 365,
      noncurrentRetentionDays: props.noncurrentRetentionDays ?? 7,
      forceDestroy: props.forceDestroy ?? false,
    };
    const problems = [...storeProblems(request), ...lockProblems(request)];
    if (problems.length > 0) throw refused(this.node.path, problems);

    const tags = ownershipTags(props.deployment);
    const key = props.keyArn === undefined ? this.#makeKey(tags) : undefined;
    this.#deployment = props.deployment;
    this.#deployments = [props.deployment, ...request.otherDeployments];
    this.#bucket = new PrivateBucket(this, "Bucket", {
      bucketName: props.bucketName,
      keyArn: key?.arn ?? props.keyArn,
      forceDestroy: request.forceDestroy,
      objectLockEnabled: props.objectLockMode === undefined ? undefined : true,
      tags,
      // A bucket that is kept at the end keeps the key to its objects.
      dependsOn: key === undefined ? undefined : [key],
    });
    this.resource = this.#bucket.resource;
    this.bucketName = this.resource.bucket;
    this.bucketArn = this.resource.arn;
    this.prefix = props.prefix;
    this.keyArn = key?.arn ?? props.keyArn;

    const versioning = new S3BucketVersioningA(this, "Versioning", {
      bucket: this.bucketName,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketLifecycleConfiguration(this, "LifeCycle", {
      bucket: this.bucketName,
      rule: lifeCycleRules({
        folders: this.#deployments.map((deployment) => `${storeRoot(this)}${deployment}/`),
        captureDays: request.captureRetentionDays,
        findingsDays: request.findingsRetentionDays,
        noncurrentDays: request.noncurrentRetentionDays,
      }),
      dependsOn: [versioning],
    });
    if (props.objectLockMode !== undefined) {
      new S3BucketObjectLockConfigurationA(this, "Lock", {
        bucket: this.bucketName,
        rule: { defaultRetention: { mode: props.objectLockMode, days: props.objectLockDays } },
        dependsOn: [versioning],
      });
    }
    for (const writer of props.writers ?? []) this.allowWriter(writer);
    this.catalog = new FindingsCatalog(this, "Catalog", {
      deployment: props.deployment,
      store: this,
      otherDeployments: request.otherDeployments,
      findingsRetentionDays: request.findingsRetentionDays,
      queryScanLimitBytes: props.queryScanLimitBytes,
    });
  }

  /** Lets a role of another account upload, in the bucket's policy and in that of a key made here. */
  allowWriter(writer: CaptureWriter): void {
    const problems = writerProblems(writer, this.#deployments);
    if (problems.length > 0) throw refused(this.node.path, problems);
    const folder = `${storeRoot(this)}${writer.deployment ?? this.#deployment}`;
    this.#bucket.addStatement(uploadStatement(writer, `${this.bucketArn}/${folder}`));
    this.#writers.push(writer);
  }

  #makeKey(tags: Record<string, string>): KmsKey {
    const { partition, accountId, region } = homeOf(this);
    return new KmsKey(this, "Key", {
      description: "Captures and findings of TLS analysis",
      enableKeyRotation: true,
      // The longest that AWS offers to change one's mind.
      deletionWindowInDays: 30,
      policy: Lazy.stringValue({
        produce: () =>
          policyDocument([
            {
              Sid: "LeaveItToIamOfThisAccount",
              Effect: "Allow",
              Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
              Action: "kms:*",
              // In a key's policy this is the key itself.
              Resource: "*",
            },
            ...this.#writers.map((writer) => encryptStatement(writer, region)),
          ]),
      }),
      tags,
    });
  }
}

function nameOfBucket(arn: string): string {
  if (Token.isUnresolved(arn)) return Token.asString(Fn.element(Fn.split(":::", arn), 1));
  const [, name] = /^arn:[\w-]+:s3:::([a-z0-9.-]+)$/.exec(arn) ?? [];
  if (name === undefined) throw refused("CaptureStore.fromBucketArn", [notABucketArn(arn)]);
  return name;
}
