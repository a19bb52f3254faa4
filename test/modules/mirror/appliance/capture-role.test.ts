import type { TerraformStack } from "cdktf";
import { TerraformVariable } from "cdktf";
import type { CaptureRoleProps } from "../../../../modules/mirror";
import { CaptureRole } from "../../../../modules/mirror";
import { refusal, synth } from "../../../support/synth";

const role = (props: Partial<CaptureRoleProps>) => (stack: TerraformStack) => {
  new CaptureRole(stack, "Role", { deployment: "demo", ...props });
};

describe("the role of an appliance", () => {
  test.each<[Partial<CaptureRoleProps>, string]>([
    [
      { deployment: "Demo" },
      'deployment: "Demo" must be 1 to 63 characters of a-z, 0-9 and "-", beginning with a letter. ' +
        "It names tags, folders and this installation; choose for instance web-prod.",
    ],
    [{ expiresAt: "soon" }, 'expiresAt: "soon" is no date and time of RFC 3339. Write it as 2026-12-31T18:00:00Z.'],
    [
      { bucket: "arn:aws:s3:::captures" },
      'bucket: "arn:aws:s3:::captures" is no name of an S3 bucket. ' +
        "Give its name alone, without s3:// and without a folder.",
    ],
    [
      { bucket: "captures", prefix: "team/" },
      'prefix: "team/" must not be empty, nor begin or end with a slash. Write it as team/tls, or leave it out.',
    ],
    [
      { bucket: "captures", bucketKeyArn: "1111" },
      'bucketKeyArn: "1111" is not the ARN of a KMS key. ' +
        "Give one that ends in key/ID and not an alias, or leave it out.",
    ],
    [{ prefix: "team" }, "prefix is given without bucket. Name the bucket, or leave the prefix out."],
  ])("is refused for %j", (props, message) => {
    expect(refusal(role(props))).toBe(`[stack/Role] ${message}`);
  });

  test("takes what Terraform alone knows", () => {
    const policy = synth((stack) => {
      const text = (name: string) => new TerraformVariable(stack, name, { type: "string" }).stringValue;
      role({ bucket: text("bucket"), prefix: text("prefix"), bucketKeyArn: text("key") })(stack);
    }).resource("aws_iam_role_policy")["policy"];

    expect(policy).toContain(":s3:::${var.bucket}/${var.prefix}/demo/*");
    expect(policy).toContain('"Resource":"${var.key}"');
  });
});
