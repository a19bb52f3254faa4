import type { TerraformStack } from "cdktf";
import { TerraformVariable } from "cdktf";
import { UserError } from "../../../../modules/contracts";
import type { CaptureStoreProps } from "../../../../modules/mirror";
import { CaptureRole, CaptureStore, ObjectLockMode } from "../../../../modules/mirror";
import type { Block } from "../../../support/synth";
import { synth } from "../../../support/synth";

const KEY = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const ROLE = "arn:aws:iam::444455556666:role/collector";

const store =
  (props: Partial<CaptureStoreProps> = {}) =>
  (stack: TerraformStack) => {
    new CaptureStore(stack, "Store", { deployment: "demo", ...props });
  };

/** The block of a type that belongs to the store itself and not to its catalog. */
function own(type: string, props: Partial<CaptureStoreProps> = {}): Block {
  const { resource } = JSON.parse(synth(store(props)).text) as { resource: Record<string, Record<string, Block>> };
  const [, found] = Object.entries(resource[type] ?? {}).find(([name]) => !name.includes("_Catalog_")) ?? [];
  if (found === undefined) throw new Error(`the store has no ${type}`);
  return found;
}

interface Statement {
  readonly Effect: string;
}

const statements = (block: Block): Statement[] =>
  (JSON.parse(String(block["policy"])) as { Statement: Statement[] }).Statement;

describe("a capture store", () => {
  test("is encrypted by a key of its own that rotates, used once a bucket and not once an object", () => {
    expect(own("aws_kms_key")).toMatchObject({ enable_key_rotation: true, deletion_window_in_days: 30 });
    expect(own("aws_s3_bucket_server_side_encryption_configuration")["rule"]).toEqual([
      {
        apply_server_side_encryption_by_default: {
          kms_master_key_id: "${aws_kms_key.Store_Key_81AFBC5C.arn}",
          sse_algorithm: "aws:kms",
        },
        bucket_key_enabled: true,
      },
    ]);
  });

  test("makes no key when one is given", () => {
    const stack = synth(store({ keyArn: KEY }));

    expect(stack.resources("aws_kms_key")).toEqual([]);
    expect(JSON.stringify(stack.resources("aws_s3_bucket_server_side_encryption_configuration"))).toContain(KEY);
  });

  test("keeps its key as long as its bucket, and what keeps the public out", () => {
    expect(own("aws_s3_bucket")["depends_on"]).toEqual(["aws_kms_key.Store_Key_81AFBC5C"]);
    expect(own("aws_s3_bucket_public_access_block")["skip_destroy"]).toBe(true);
  });

  test("cannot be made public, nor hold objects of another owner", () => {
    expect(own("aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(own("aws_s3_bucket_ownership_controls")["rule"]).toEqual({ object_ownership: "BucketOwnerEnforced" });
  });

  test("denies everything without TLS 1.2, and grants nothing of itself", () => {
    const bucket = "${aws_s3_bucket.Store_Bucket_4FBDE984.arn}";
    const denied = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [bucket, `${bucket}/*`] };

    expect(statements(own("aws_s3_bucket_policy"))).toEqual([
      { Sid: "DenyWithoutTls", ...denied, Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { Sid: "DenyOldTls", ...denied, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
    ]);
  });

  test("lets a role of another account upload to its deployment's folder, and do nothing else", () => {
    const props = {
      prefix: "team/tls",
      otherDeployments: ["web-prod"],
      writers: [{ roleArn: ROLE, deployment: "web-prod" }],
    };
    const folder = "${aws_s3_bucket.Store_Bucket_4FBDE984.arn}/team/tls/web-prod";

    expect(statements(own("aws_s3_bucket_policy", props)).slice(2)).toEqual([
      {
        Effect: "Allow",
        Principal: { AWS: ROLE },
        Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
        Resource: [`${folder}/captures/*`, `${folder}/findings/*`],
      },
    ]);
    expect(statements(own("aws_kms_key", props)).slice(1)).toEqual([
      {
        Effect: "Allow",
        Principal: { AWS: ROLE },
        Action: ["kms:GenerateDataKey", "kms:Decrypt"],
        Resource: "*",
        Condition: {
          StringEquals: { "kms:ViaService": "s3.${data.aws_region.Store_Region_10FAAB88.region}.amazonaws.com" },
        },
      },
    ]);
  });

  test("lets in a writer that is known only after the store is made", () => {
    const stack = synth((scope) => {
      const made = new CaptureStore(scope, "Store", { deployment: "demo" });
      made.allowWriter({ roleArn: ROLE });
    });
    const policies = stack.resources("aws_s3_bucket_policy").map((block) => String(block["policy"]));

    expect(policies.filter((policy) => policy.includes(ROLE))).toHaveLength(1);
  });

  test("removes captures, findings, old versions and unfinished uploads, each in its time", () => {
    const days = { captureRetentionDays: 3, findingsRetentionDays: 90, noncurrentRetentionDays: 2 };

    expect(own("aws_s3_bucket_lifecycle_configuration", { ...days, prefix: "team" })["rule"]).toEqual([
      {
        id: "captures-of-team/demo",
        status: "Enabled",
        filter: [{ prefix: "team/demo/captures/" }],
        expiration: [{ days: 3 }],
        noncurrent_version_expiration: [{ noncurrent_days: 2 }],
      },
      {
        id: "findings-of-team/demo",
        status: "Enabled",
        filter: [{ prefix: "team/demo/findings/" }],
        expiration: [{ days: 90 }],
        noncurrent_version_expiration: [{ noncurrent_days: 2 }],
      },
      {
        id: "remains",
        status: "Enabled",
        filter: [{}],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 2 }],
        expiration: [{ expired_object_delete_marker: true }],
      },
    ]);
  });

  test("keeps versions, and locks them only on request", () => {
    expect(own("aws_s3_bucket_versioning")["versioning_configuration"]).toEqual({ status: "Enabled" });
    expect(synth(store()).resources("aws_s3_bucket_object_lock_configuration")).toEqual([]);

    const locked = { objectLockMode: ObjectLockMode.COMPLIANCE, objectLockDays: 30 };
    expect(own("aws_s3_bucket", locked)["object_lock_enabled"]).toBe(true);
    expect(own("aws_s3_bucket_object_lock_configuration", locked)["rule"]).toEqual({
      default_retention: { mode: "COMPLIANCE", days: 30 },
    });
  });

  test("is destroyed with what it holds only on request", () => {
    expect(own("aws_s3_bucket")["force_destroy"]).toBe(false);
    expect(own("aws_s3_bucket", { forceDestroy: true })["force_destroy"]).toBe(true);
  });

  test("takes what Terraform alone knows", () => {
    const stack = synth((scope) => {
      const days = new TerraformVariable(scope, "days", { type: "number" });
      const name = new TerraformVariable(scope, "name", { type: "string" });
      store({ bucketName: name.stringValue, findingsRetentionDays: days.numberValue })(scope);
    });

    expect(stack.text).toContain('"bucket": "${var.name}"');
    expect(stack.text).toContain('"days": "${var.days}"');
    expect(stack.text).toContain('"projection.dt.range": "NOW-${var.days}DAYS,NOW"');
  });
});

describe("a bucket made elsewhere", () => {
  test("is refused for what is no bucket", () => {
    expect(() => CaptureStore.fromBucketArn("arn:aws:s3:::mine/folder")).toThrow(
      new UserError(
        '[CaptureStore.fromBucketArn] bucketArn: "arn:aws:s3:::mine/folder" is not the ARN of a bucket. ' +
          "Give one like arn:aws:s3:::NAME, without a folder.",
      ),
    );
  });

  test("is known by its ARN, its folder and its key", () => {
    expect(CaptureStore.fromBucketArn("arn:aws:s3:::mine", "team", KEY)).toEqual({
      bucketName: "mine",
      bucketArn: "arn:aws:s3:::mine",
      prefix: "team",
      keyArn: KEY,
    });
  });

  test("is named by an ARN that Terraform alone knows", () => {
    const stack = synth((scope) => {
      const arn = new TerraformVariable(scope, "bucket", { type: "string" }).stringValue;
      new CaptureRole(scope, "Role", { deployment: "demo", bucket: CaptureStore.fromBucketArn(arn).bucketName });
    });

    expect(stack.resource("aws_iam_role_policy")["policy"]).toContain(
      ':s3:::${element(split(":::", var.bucket), 1)}/demo/*',
    );
  });
});
