import { spawnSync } from "node:child_process";
import { cp, mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requires } from "../support/requirements";
import { forPacker16, PACKER_FOLDER, parsed, templateFiles } from "./template";

interface Variable {
  readonly type: string;
  readonly description: string;
  readonly default?: unknown;
  readonly validation?: readonly { readonly condition: string; readonly error_message: string }[];
}

const KMS_KEYS = [
  "alias/images",
  "1234abcd-12ab-34cd-56ef-1234567890ab",
  "mrk-1234abcd12ab34cd56ef1234567890ab",
  "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
];

const variables = async (): Promise<[string, Variable][]> => {
  const blocks = (await parsed("variables.pkr.hcl"))["variable"] as Record<string, [Variable]>;
  return Object.entries(blocks).map(([name, [variable]]) => [name, variable]);
};

requires({ commands: ["packer"] })("the template, read by Packer", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tls-mirror-packer-"));
    await cp(PACKER_FOLDER, join(folder, "packer"), { recursive: true });
    for (const [name, text] of await templateFiles()) {
      await writeFile(join(folder, "packer", name), forPacker16(text));
    }
    await mkdir(join(folder, "dist/appliance"), { recursive: true });
    for (const name of ["capture.cjs", "process.cjs"]) await writeFile(join(folder, "dist/appliance", name), "");
  });
  afterAll(() => rm(folder, { recursive: true }));

  const packer = (...args: string[]) =>
    spawnSync("packer", args, { cwd: folder, encoding: "utf8", env: { ...process.env, CHECKPOINT_DISABLE: "1" } });
  const validate = (...vars: string[]) => packer("validate", ...vars.flatMap((value) => ["-var", value]), "packer");
  const REQUIRED = ["region=eu-central-1", "image_version=1.2.3"];

  test("is formatted as Packer formats", () => {
    const { status, stdout } = packer("fmt", "-check", "-diff", PACKER_FOLDER);

    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });

  test.each([
    ["architecture=mips", "The architecture must be arm64 or x86_64."],
    ["volume_size_gib=4", "The volume must have at least 8 GiB"],
    ["base_image_name=", "The base image's name must not be empty"],
  ])("is refused with %s", (value, message) => {
    const { status, stdout, stderr } = validate(...REQUIRED, value);

    expect(status).toBe(1);
    expect((stdout + stderr).replaceAll("\n", " ")).toContain(message);
  });

  test("is refused without a Region", () => {
    const { status, stdout, stderr } = validate("image_version=1.2.3");

    expect(status).toBe(1);
    expect(stdout + stderr).toContain("region");
  });

  test.each([
    ["its defaults", []],
    ["the other architecture", ["architecture=x86_64"]],
    [
      "everything set",
      [
        "kms_key_id=alias/images",
        'share_with_accounts=["111122223333"]',
        'copy_to_regions=["eu-west-1"]',
        'region_kms_key_ids={"eu-west-1":"alias/images"}',
        'tags={"Owner":"netsec"}',
        "instance_type=c7g.large",
        "subnet_id=subnet-0123456789abcdef0",
        "instance_profile=packer",
        "volume_size_gib=20",
      ],
    ],
  ])("is valid with %s", (_what, values) => {
    const { status, stdout, stderr } = validate(...REQUIRED, ...values);

    expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: "" });
  });
});

describe("variables of the template", () => {
  test("all have a type and a description", async () => {
    for (const [name, variable] of await variables()) {
      expect([name, variable.type]).toEqual([name, expect.stringMatching(/^\$\{.+\}$/)]);
      expect([name, variable.description]).toEqual([name, expect.stringMatching(/^[A-Z].{20,}\.$/)]);
    }
  });

  test("are asked for only where no answer could be right for all", async () => {
    const required = (await variables()).filter(([, variable]) => variable.default === undefined);

    expect(required.map(([name]) => name).sort()).toEqual(["image_version", "region"]);
  });

  test("build for Graviton unless told otherwise", async () => {
    const defaults = new Map((await variables()).map(([name, variable]) => [name, variable.default]));

    expect(defaults.get("architecture")).toBe("arm64");
    expect(defaults.get("share_with_accounts")).toEqual([]);
    expect(defaults.get("base_image_owner")).toBe("amazon");
  });

  test.each([
    ["region", ["eu-central-1", "us-gov-west-1", "ap-southeast-5"], ["", "Frankfurt", "eu-central-1a", "eu-central"]],
    ["base_image_owner", ["amazon", "self", "111122223333"], ["", "aws", "1111222233334"]],
    ["subnet_id", ["", "subnet-0123456789abcdef0"], ["vpc-0123456789abcdef0", "subnet-"]],
    ["share_with_accounts", ["111122223333"], ["all", "11112222333", ""]],
    ["copy_to_regions", ["eu-west-1"], ["eu-west-1a", ""]],
    ["image_version", ["0.1.0", "1.2.3-rc.1"], ["", "v1.2.3", "1.2"]],
    ["instance_type", ["", "c7g.large", "u-6tb1.112xlarge"], ["large", "c7g.", "C7G.large"]],
    ["instance_profile", ["", "packer"], ["arn:aws:iam::111122223333:instance-profile/packer"]],
    ["kms_key_id", ["", ...KMS_KEYS], ["images", "arn:aws:kms:eu-west-1:111122223333:images"]],
    ["region_kms_key_ids", ["eu-west-1"], ["", "eu-west-1a"]],
  ])("refuse a %s that cannot be one", async (name, good, bad) => {
    const variable = (await variables()).find(([each]) => each === name)?.[1];
    const [, pattern] = /regex\("(.+?)", \w+/.exec(variable?.validation?.[0]?.condition ?? "") ?? [];
    const regex = new RegExp((pattern ?? "nothing found").replaceAll("\\\\", "\\"));

    expect(good.filter((value) => regex.test(value))).toEqual(good);
    expect(bad.filter((value) => regex.test(value))).toEqual([]);
  });
});

describe("the image", () => {
  const source = async () => {
    const { source: blocks } = (await parsed("source.pkr.hcl")) as {
      source: { "amazon-ebs": { appliance: [Record<string, unknown>] } };
    };
    return blocks["amazon-ebs"].appliance[0];
  };

  test("needs a Packer and a plugin of known versions", async () => {
    expect((await parsed("plugins.pkr.hcl"))["packer"]).toEqual([
      {
        required_version: ">= 1.11.0",
        required_plugins: [{ amazon: { source: "github.com/hashicorp/amazon", version: "~> 1.3" } }],
      },
    ]);
  });

  test("is built on Amazon's Linux of the architecture asked for", async () => {
    expect((await source())["source_ami_filter"]).toEqual([
      {
        owners: ["${var.base_image_owner}"],
        most_recent: true,
        filters: {
          name: "${var.base_image_name}-${var.architecture}",
          architecture: "${var.architecture}",
          "root-device-type": "ebs",
          "virtualization-type": "hvm",
        },
      },
    ]);
  });

  test("answers IMDSv2 alone, while it is built and afterwards", async () => {
    expect(await source()).toMatchObject({
      imds_support: "v2.0",
      metadata_options: [{ http_endpoint: "enabled", http_tokens: "required", http_put_response_hop_limit: 1 }],
    });
  });

  test("is always encrypted, and shared with named accounts alone", async () => {
    const image = await source();

    expect(image).toMatchObject({
      encrypt_boot: true,
      kms_key_id: "${var.kms_key_id}",
      ami_users: "${var.share_with_accounts}",
      ami_regions: "${var.copy_to_regions}",
      region_kms_key_ids: "${local.region_kms_key_ids}",
    });
    expect(image).not.toHaveProperty("ami_groups");
    expect(image).not.toHaveProperty("snapshot_groups");
  });

  test("names a key for every Region that it is copied to, which the plugin asks for as soon as one has a key", async () => {
    const { locals } = (await parsed("source.pkr.hcl")) as { locals: [Record<string, string>] };

    expect(locals[0]["region_kms_key_ids"]).toBe(
      '${merge({ for region in var.copy_to_regions : region => "" }, var.region_kms_key_ids)}',
    );
  });

  test("is built without an open port, and keeps no key of the build", async () => {
    const image = await source();

    expect(image).toMatchObject({
      communicator: "ssh",
      ssh_interface: "session_manager",
      ssh_clear_authorized_keys: true,
      temporary_key_pair_type: "ed25519",
    });
    expect(image).not.toHaveProperty("temporary_security_group_source_cidrs");
  });

  test("is built with the rights of Systems Manager alone, and only where no profile is given", async () => {
    const { dynamic } = (await source()) as {
      dynamic: Record<string, [{ for_each: string; content: [{ Statement: [{ Action: string[] }] }] }]>;
    };
    const [document] = dynamic["temporary_iam_instance_profile_policy_document"]!;

    expect(document.for_each).toContain('var.instance_profile == ""');
    const services = document.content[0].Statement[0].Action.map((action) => action.split(":")[0]);
    expect([...new Set(services)].sort()).toEqual(["ssm", "ssmmessages"]);
  });

  test("tells its version, commit and base image, and carries the user's tags", async () => {
    const { locals } = (await parsed("source.pkr.hcl")) as { locals: [Record<string, string>] };
    const tags = locals[0]["tags"] ?? "";

    for (const part of ["merge(var.tags", "tls-mirror:version", "tls-mirror:commit", "tls-mirror:base-image"]) {
      expect(tags).toContain(part);
    }
    expect(await source()).toMatchObject({
      tags: "${local.tags}",
      snapshot_tags: "${local.tags}",
      run_tags: "${local.build_tags}",
      run_volume_tags: "${local.build_tags}",
    });
  });

  test("is written to a manifest with its version", async () => {
    expect((await parsed("build.pkr.hcl"))["build"]).toMatchObject([
      {
        "post-processor": {
          manifest: [
            {
              output: "${var.manifest}",
              custom_data: {
                version: "${var.image_version}",
                commit: "${var.commit}",
                architecture: "${var.architecture}",
              },
            },
          ],
        },
      },
    ]);
  });
});
