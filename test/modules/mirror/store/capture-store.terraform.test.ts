import type { TerraformStack } from "cdktf";
import type { CaptureStoreProps } from "../../../../modules/mirror";
import { CaptureStore, ObjectLockMode } from "../../../../modules/mirror";
import { requires } from "../../../support/requirements";
import { TerraformFolder } from "../../../support/stub-provider/terraform";
import { synth } from "../../../support/synth";

// Each test runs terraform several times.
jest.setTimeout(60_000);

const ROLE = "arn:aws:iam::444455556666:role/collector";

const store =
  (props: Partial<CaptureStoreProps> = {}) =>
  (stack: TerraformStack) => {
    new CaptureStore(stack, "Store", { deployment: "demo", ...props });
  };

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
