import { parseArgs } from "node:util";
import { badKeyOfRegion, badOption, badTag, regionMissing, shareNeedsKey } from "./errors";

export const HELP = `Usage: build-ami --region REGION [options]

Builds the machine image of the capture appliance with Packer and prints its id.

  --region REGION              Region to build in
  --architecture NAME          arm64 (default) or x86_64
  --kms-key KEY                KMS key that encrypts the image (default: the account's own for EBS)
  --share-with ACCOUNT         account that may launch the image; repeatable; needs --kms-key
  --copy-to REGION             further Region that gets a copy; repeatable
  --region-kms-key REGION=KEY  KMS key of a copy; repeatable
  --subnet SUBNET              subnet of the build (default: the default VPC's)
  --instance-profile NAME      instance profile of the build (default: one is made for the time of the build)
  --tag NAME=VALUE             further tag of the image; repeatable
  --ssm-parameter NAME         write the image's id to this SSM parameter, in the Region of the build
  --dry-run                    validate and print the commands, build nothing
  --help                       print this

Exit status: 0 done, 1 a bug, 2 something to correct in flags or machine, or in what Packer printed.`;

export interface Options {
  readonly help: boolean;
  readonly dryRun: boolean;
  readonly region: string;
  /** Undefined: as the template says. */
  readonly architecture: string | undefined;
  readonly kmsKey: string | undefined;
  readonly shareWith: readonly string[];
  readonly copyTo: readonly string[];
  readonly regionKmsKeys: Readonly<Record<string, string>>;
  readonly subnet: string | undefined;
  readonly instanceProfile: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Undefined: the id is only printed. */
  readonly ssmParameter: string | undefined;
}

/** What is on the image, for its name and tags. */
export interface ImageOrigin {
  readonly version: string;
  readonly commit: string;
}

/** Reads the command line. Throws a UserError for what it does not know. */
export function parseOptions(args: readonly string[]): Options {
  const values = parseFlags(args);
  const shareWith = values["share-with"] ?? [];
  if (values.help !== true) {
    if (values.region === undefined) throw regionMissing();
    if (shareWith.length > 0 && values["kms-key"] === undefined) throw shareNeedsKey(shareWith);
  }
  return {
    help: values.help ?? false,
    dryRun: values["dry-run"] ?? false,
    region: values.region ?? "",
    architecture: values.architecture,
    kmsKey: values["kms-key"],
    shareWith,
    copyTo: values["copy-to"] ?? [],
    regionKmsKeys: pairs(values["region-kms-key"] ?? [], badKeyOfRegion),
    subnet: values.subnet,
    instanceProfile: values["instance-profile"],
    tags: pairs(values.tag ?? [], badTag),
    ssmParameter: values["ssm-parameter"],
  };
}

/** Values of the template's variables, as arguments of Packer. What is not given keeps the template's default. */
export function packerVariables(options: Options, origin: ImageOrigin, manifest: string): string[] {
  const variables: Record<string, string | undefined> = {
    region: options.region,
    image_version: origin.version,
    commit: origin.commit,
    manifest,
    architecture: options.architecture,
    kms_key_id: options.kmsKey,
    subnet_id: options.subnet,
    instance_profile: options.instanceProfile,
    share_with_accounts: listed(options.shareWith),
    copy_to_regions: listed(options.copyTo),
    region_kms_key_ids: mapped(options.regionKmsKeys),
    tags: mapped(options.tags),
  };
  return Object.entries(variables).flatMap(([name, value]) =>
    value === undefined ? [] : ["-var", `${name}=${value}`],
  );
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        region: { type: "string" },
        architecture: { type: "string" },
        "kms-key": { type: "string" },
        "share-with": { type: "string", multiple: true },
        "copy-to": { type: "string", multiple: true },
        "region-kms-key": { type: "string", multiple: true },
        subnet: { type: "string" },
        "instance-profile": { type: "string" },
        tag: { type: "string", multiple: true },
        "ssm-parameter": { type: "string" },
        "dry-run": { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw badOption((error as Error).message);
  }
}

function pairs(values: readonly string[], refuse: (value: string) => Error): Record<string, string> {
  return Object.fromEntries(
    values.map((value) => {
      const at = value.indexOf("=");
      if (at < 1 || at === value.length - 1) throw refuse(value);
      return [value.slice(0, at), value.slice(at + 1)];
    }),
  );
}

function listed(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : JSON.stringify(values);
}

/** JSON's maps are HCL's too. */
function mapped(values: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(values).length === 0 ? undefined : JSON.stringify(values);
}
