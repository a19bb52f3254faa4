import type { TerraformStack } from "cdktf";
import type { FindingsReaderPolicyProps } from "../../../../modules/mirror";
import { CaptureStore, FindingsReaderPolicy } from "../../../../modules/mirror";
import { refusal } from "../../../support/synth";
import { documentOf, listOf } from "./policies";

const policy =
  (props: Partial<FindingsReaderPolicyProps> = {}, keyArn?: string) =>
  (stack: TerraformStack) => {
    const catalog = {
      store: CaptureStore.fromBucketArn("arn:aws:s3:::mine", undefined, keyArn),
      deployments: ["web-prod", "web-test"],
      databaseName: "tls_mirror_web_prod",
      tableName: "findings",
      workgroupName: "tls-mirror-web-prod",
      resultsBucketArn: "arn:aws:s3:::answers",
    };
    new FindingsReaderPolicy(stack, "Policy", { deployment: "web-prod", catalog, ...props });
  };

describe("the policy of who reads findings", () => {
  test("is refused for a deployment without a usable name", () => {
    expect(refusal(policy({ deployment: "Web" }))).toBe(
      '[stack/Policy] deployment: "Web" must be 1 to 63 characters of a-z, 0-9 and "-", beginning with a letter. ' +
        "It names tags, folders and this installation; choose for instance web-prod.",
    );
  });

  test("reads captures only on request", () => {
    const objects = (allowCaptures?: boolean) =>
      documentOf(policy({ allowCaptures })).Statement.find(({ Sid }) => Sid === "ReadTheFolders")!.Resource;

    expect(objects()).toEqual(["arn:aws:s3:::mine/web-prod/findings/*", "arn:aws:s3:::mine/web-test/findings/*"]);
    expect(objects(true)).toEqual([
      "arn:aws:s3:::mine/web-prod/findings/*",
      "arn:aws:s3:::mine/web-prod/captures/*",
      "arn:aws:s3:::mine/web-test/findings/*",
      "arn:aws:s3:::mine/web-test/captures/*",
    ]);
  });

  test("writes nothing but answers", () => {
    const writing = documentOf(policy()).Statement.filter(({ Action }) =>
      listOf(Action).some((call) => /^(s3:(Put|Delete|Abort)|glue:(Create|Update|Delete))/.test(call)),
    );

    expect(writing.map(({ Resource }) => Resource)).toEqual(["arn:aws:s3:::answers/*"]);
  });

  test("uses a key only where the store has one", () => {
    const key = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const keys = (keyArn?: string) =>
      documentOf(policy({}, keyArn))
        .Statement.filter(({ Sid }) => Sid === "UseTheKeyThroughS3")
        .map(({ Resource }) => Resource);

    expect([keys(), keys(key)]).toEqual([[], [key]]);
  });
});
