import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import type { ITerraformDependable } from "cdktf";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import type { PolicyStatement } from "../access/policy-document";
import { policyDocument } from "../access/policy-document";

interface PrivateBucketProps {
  /** Undefined: AWS makes a name that begins with `tls-mirror-`. */
  readonly bucketName?: string;
  /** Undefined: S3's own keys encrypt. */
  readonly keyArn?: string;
  readonly forceDestroy: boolean;
  readonly objectLockEnabled?: boolean;
  readonly tags: Record<string, string>;
  /** What must be destroyed after the bucket, and stays when it does. */
  readonly dependsOn?: ITerraformDependable[];
}

/** A bucket that nobody reaches without TLS 1.2, nor from outside by a public grant, encrypted and without ACLs. */
export class PrivateBucket extends Construct {
  readonly resource: S3Bucket;

  readonly #statements: PolicyStatement[] = [];

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    this.resource = new S3Bucket(this, "Resource", {
      ...(props.bucketName === undefined ? { bucketPrefix: "tls-mirror-" } : { bucket: props.bucketName }),
      forceDestroy: props.forceDestroy,
      objectLockEnabled: props.objectLockEnabled,
      tags: props.tags,
      dependsOn: props.dependsOn,
    });
    const bucket = this.resource.bucket;
    const publicAccess = new S3BucketPublicAccessBlock(this, "PublicAccess", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
      // A bucket that is kept at the end, since it holds objects, is still kept from the public. It goes with the bucket.
      skipDestroy: true,
    });
    const ownership = new S3BucketOwnershipControls(this, "Ownership", {
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
      // S3 refuses two changes of one bucket's access at once.
      dependsOn: [publicAccess],
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "Encryption", {
      bucket,
      rule: [
        {
          bucketKeyEnabled: props.keyArn !== undefined,
          applyServerSideEncryptionByDefault:
            props.keyArn === undefined
              ? { sseAlgorithm: "AES256" }
              : { sseAlgorithm: "aws:kms", kmsMasterKeyId: props.keyArn },
        },
      ],
    });
    new S3BucketPolicy(this, "Policy", {
      bucket,
      policy: Lazy.stringValue({
        produce: () => policyDocument([...transportStatements(this.resource.arn), ...this.#statements]),
      }),
      dependsOn: [ownership],
    });
  }

  /** Adds a statement to the bucket's policy. */
  addStatement(statement: PolicyStatement): void {
    this.#statements.push(statement);
  }
}

function transportStatements(bucketArn: string): PolicyStatement[] {
  const denied = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [bucketArn, `${bucketArn}/*`] } as const;
  return [
    { Sid: "DenyWithoutTls", ...denied, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    { Sid: "DenyOldTls", ...denied, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
  ];
}
