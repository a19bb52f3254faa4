import { UserError } from "../../../modules/contracts";
import { packerVariables, parseOptions } from "../../../scripts/build-ami/options";

const HOME = ["--region", "eu-central-1"];

describe("flags of the image build", () => {
  test.each([
    [[], /^--region is missing: name the Region to build in/],
    [[...HOME, "--regoin", "x"], /Unknown option '--regoin'.*\nRun with --help for the flags\./],
    [[...HOME, "arm64"], /Unexpected argument 'arm64'/],
    [
      [...HOME, "--share-with", "111122223333"],
      /^The image cannot be shared with 111122223333 when .*\nName a KMS key that those accounts may use: --kms-key KEY\.$/,
    ],
    [[...HOME, "--region-kms-key", "eu-west-1"], /^--region-kms-key must be REGION=KEY, got "eu-west-1"\.$/],
    [[...HOME, "--tag", "=netsec"], /^--tag must be NAME=VALUE, got "=netsec"\.$/],
    [[...HOME, "--tag", "Owner="], /^--tag must be NAME=VALUE, got "Owner="\.$/],
  ])("refuse %j", (args, message) => {
    expect(() => parseOptions(args)).toThrow(UserError);
    expect(() => parseOptions(args)).toThrow(message);
  });

  test("need no Region for help", () => {
    expect(parseOptions(["--help"]).help).toBe(true);
  });

  test("leave what is not given to the template", () => {
    const variables = packerVariables(parseOptions(HOME), { version: "1.2.3", commit: "abc" }, "/m.json");

    expect(variables.filter((each) => each !== "-var")).toEqual([
      "region=eu-central-1",
      "image_version=1.2.3",
      "commit=abc",
      "manifest=/m.json",
    ]);
  });

  test("become variables of the template, lists and maps in its syntax", () => {
    const shared = ["--kms-key", "alias/images", "--share-with", "111122223333", "--share-with", "444455556666"];
    const copied = ["--copy-to", "eu-west-1", "--region-kms-key", "eu-west-1=alias/images"];
    const place = ["--subnet", "subnet-0", "--instance-profile", "packer", "--architecture", "x86_64"];
    const options = parseOptions([...HOME, ...shared, ...copied, ...place, "--tag", "Owner=a=b"]);

    expect(packerVariables(options, { version: "1.2.3", commit: "abc" }, "/m.json")).toEqual(
      expect.arrayContaining([
        "architecture=x86_64",
        "kms_key_id=alias/images",
        "subnet_id=subnet-0",
        "instance_profile=packer",
        'share_with_accounts=["111122223333","444455556666"]',
        'copy_to_regions=["eu-west-1"]',
        'region_kms_key_ids={"eu-west-1":"alias/images"}',
        'tags={"Owner":"a=b"}',
      ]),
    );
  });
});
