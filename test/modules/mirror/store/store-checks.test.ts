import type { TerraformStack } from "cdktf";
import type { CaptureStoreProps } from "../../../../modules/mirror";
import { CaptureStore, ObjectLockMode } from "../../../../modules/mirror";
import { refusal } from "../../../support/synth";

const ROLE = "arn:aws:iam::444455556666:role/collector";

const store =
  (props: Partial<CaptureStoreProps> = {}) =>
  (stack: TerraformStack) => {
    new CaptureStore(stack, "Store", { deployment: "demo", ...props });
  };

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
});
