import type { TerraformStack } from "cdktf";
import { TerraformVariable } from "cdktf";
import { UserError } from "../../../../modules/contracts";
import type { CaptureStoreProps } from "../../../../modules/mirror";
import { CaptureStore, ObjectLockMode } from "../../../../modules/mirror";
import { requires } from "../../../support/requirements";
import { TerraformFolder } from "../../../support/stub-provider/terraform";
import type { Block } from "../../../support/synth";
import { refusal, synth } from "../../../support/synth";

// Each test of terraform runs it several times.
jest.setTimeout(60_000);

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
  test.each<[Partial<CaptureStoreProps>, string]>([
    [
      { bucketName: "My_Bucket" },
      'bucketName: "My_Bucket" is no name of a bucket. Give 3 to 63 characters of a-z, 0-9 and "-", ' +
        "beginning and ending with a letter or digit, or leave it out to have one made.",
    ],
    [
      { prefix: "/team/" },
      'prefix: "/team/" is no folder. Write it as team/tls: letters, digits and _ . -, ' +
        "and slashes only between them; or leave it out.",
    ],
    [
      { keyArn: "arn:aws:kms:eu-central-1:111122223333:alias/mine" },
      'keyArn: "arn:aws:kms:eu-central-1:111122223333:alias/mine" is not the ARN of a KMS key. ' +
        "Give one that ends in key/ID and not an alias, or leave it out.",
    ],
    [
      { captureRetentionDays: 0 },
      "captureRetentionDays must be a whole number of days, at least 1, got 0. Correct it.",
    ],
    [
      { findingsRetentionDays: 1.5 },
      "findingsRetentionDays must be a whole number of days, at least 1, got 1.5. Correct it.",
    ],
    [
      { noncurrentRetentionDays: -1 },
      "noncurrentRetentionDays must be a whole number of days, at least 1, got -1. Correct it.",
    ],
    [{ objectLockDays: 7 }, "objectLockDays is given without objectLockMode. Give both to lock objects, or neither."],
    [
      { objectLockMode: ObjectLockMode.GOVERNANCE },
      "objectLockMode is given without objectLockDays. Give both to lock objects, or neither.",
    ],
    [
      { objectLockMode: ObjectLockMode.GOVERNANCE, objectLockDays: 0 },
      "objectLockDays must be a whole number of days, at least 1, got 0. Correct it.",
    ],
    [
      { objectLockMode: ObjectLockMode.GOVERNANCE, objectLockDays: 31 },
      "objectLockDays 31 outlasts captureRetentionDays 30, so nothing could expire in time. " +
        "Lower the one or raise the other.",
    ],
    [
      { objectLockMode: ObjectLockMode.COMPLIANCE, objectLockDays: 7, forceDestroy: true },
      "forceDestroy is given with ObjectLockMode.COMPLIANCE, which lets nobody delete an object before its time. " +
        "Leave one of them out.",
    ],
    [
      { otherDeployments: ["demo"] },
      'otherDeployments: "demo" is named twice. Name each deployment once, and this store\'s own not at all.',
    ],
    [
      { writers: [{ roleArn: "arn:aws:iam::444455556666:user/me" }] },
      'writers: "arn:aws:iam::444455556666:user/me" is not the ARN of an IAM role. ' +
        "Give one like arn:aws:iam::111122223333:role/NAME.",
    ],
    [
      { writers: [{ roleArn: ROLE, deployment: "other" }] },
      'writers: deployment "other" has no folder here, so its objects would never expire and no query would find ' +
        "them. Name one of demo, or add it to otherDeployments.",
    ],
  ])("is refused for %j", (props, message) => {
    expect(refusal(store(props))).toBe(`[stack/Store] ${message}`);
  });

  test("tells every problem at once", () => {
    expect(refusal(store({ deployment: "Demo", captureRetentionDays: 0 }))).toBe(
      '[stack/Store] deployment: "Demo" must be 1 to 63 characters of a-z, 0-9 and "-", beginning with a letter. ' +
        "It names tags, folders and this installation; choose for instance web-prod.\n" +
        "[stack/Store] captureRetentionDays must be a whole number of days, at least 1, got 0. Correct it.",
    );
  });

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
});

requires({ terraform: true })("a capture store that terraform deploys", () => {
  const lock = { objectLockMode: ObjectLockMode.GOVERNANCE, objectLockDays: 7 };
  const stack = synth(store({ ...lock, writers: [{ roleArn: ROLE }] })).text;
  let folder: TerraformFolder;

  beforeEach(() => {
    folder = new TerraformFolder(stack);
    expect(folder.init()).toMatchObject({ status: 0 });
  });
  afterEach(() => {
    folder.remove();
  });

  test("is valid, is applied, needs no change afterwards, and is removed without a rest", () => {
    expect(folder.validate()).toMatchObject({ status: 0 });
    expect(folder.apply()).toMatchObject({ status: 0 });
    expect(folder.plan()).toMatchObject({ status: 0 });
    expect(folder.destroy()).toMatchObject({ status: 0 });
    expect(folder.addresses()).toEqual([]);
  });

  test("keeps the bucket and its key where there are objects, and nothing else", () => {
    folder.apply();
    // The answers' bucket has force_destroy, which empties it.
    const full = { type: "aws_s3_bucket", attribute: "force_destroy", value: false, message: "BucketNotEmpty" };
    folder.play(stack, { refusals: [full] });
    const { status, output } = folder.destroy();

    expect(status).toBe(1);
    expect(output).toContain("BucketNotEmpty");
    expect(folder.addresses().filter((address) => !address.startsWith("data."))).toEqual([
      "aws_kms_key.Store_Key_81AFBC5C",
      "aws_s3_bucket.Store_Bucket_4FBDE984",
    ]);
  });

  test("tells Athena where partitions are in Athena's own placeholders", () => {
    folder.apply();
    const { parameters } = folder.attributes("aws_glue_catalog_table.Store_Catalog_120FEB31");

    expect((parameters as Record<string, string>)["storage.location.template"]).toMatch(
      /^s3:\/\/bucket-\w+\/\$\{deployment\}\/findings\/dt=\$\{dt\}\/hour=\$\{hour\}\/$/,
    );
  });
});
