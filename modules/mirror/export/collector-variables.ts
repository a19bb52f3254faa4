import { ACCOUNT_FORM, BUCKET_FORM, PREFIX_FORM, REGION_FORM } from "../../contracts";
import { givenWithoutBucket, notABucket, notAnAccount, notARegion, prefixWithSlash } from "../appliance/errors";
import { notAKeyArn } from "../errors";
import { KEY_ARN_FORM } from "../key-arn";
import { badParameterPrefix } from "../sharing/errors";
import { badPrincipals, given, organizationNotAllowed } from "./errors";
import type { ModuleVariable, VariableRule } from "./module-variable";
import { optionalFormRule } from "./variable-rules";

const SAMPLE_KEY_ARN = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

const IS_PRINCIPAL =
  'can(regex("^([0-9]{12}|arn:[\\\\w-]+:organizations::[0-9]{12}:(ou|organization)/o-\\\\w+.*)$", principal))';
const IS_ORGANIZATION = 'strcontains(principal, ":organization/")';
const principalsThat = (condition: string) =>
  `\${join(", ", [for principal in var.share_with : principal if ${condition}])}`;

/** A variable that says something of the bucket, and so needs one. */
function besideBucket(variable: string, value: string): VariableRule {
  return {
    condition: `\${var.${variable} == null || var.bucket != null}`,
    message: givenWithoutBucket(variable),
    refuses: { [variable]: value },
  };
}

/** Where captures and findings are uploaded. */
export const BUCKET_VARIABLES: readonly ModuleVariable[] = [
  {
    name: "bucket",
    type: "string",
    description: "Bucket that captures and findings are uploaded to. Null keeps captures on the instance.",
    default: null,
    rules: [optionalFormRule("bucket", BUCKET_FORM, notABucket(given("bucket")), { bucket: "s3://demo" })],
  },
  {
    name: "prefix",
    type: "string",
    description:
      "Folder in the bucket, above the deployment's own; without a slash at either end. Null is the bucket's root.",
    default: null,
    rules: [
      optionalFormRule("prefix", PREFIX_FORM, prefixWithSlash(given("prefix")), { prefix: "/tls", bucket: "demo" }),
      besideBucket("prefix", "tls"),
    ],
  },
  {
    name: "bucket_owner",
    type: "string",
    description: "Account that must own the bucket, 12 digits. Null: any account may own it.",
    default: null,
    rules: [
      optionalFormRule(
        "bucket_owner",
        ACCOUNT_FORM,
        notAnAccount(given("bucket_owner")).replace("bucketOwner", "bucket_owner"),
        { bucket_owner: "1111", bucket: "demo" },
      ),
      besideBucket("bucket_owner", "111122223333"),
    ],
  },
  {
    name: "bucket_region",
    type: "string",
    description: "Region of the bucket. Null is the appliance's own.",
    default: null,
    rules: [
      optionalFormRule(
        "bucket_region",
        REGION_FORM,
        notARegion(given("bucket_region")).replace("bucketRegion", "bucket_region"),
        { bucket_region: "Frankfurt", bucket: "demo" },
      ),
      besideBucket("bucket_region", "eu-central-1"),
    ],
  },
  {
    name: "bucket_key_arn",
    type: "string",
    description: "ARN of the KMS key that encrypts the bucket. Null where S3's own keys do.",
    default: null,
    rules: [
      optionalFormRule("bucket_key_arn", KEY_ARN_FORM, notAKeyArn("bucket_key_arn", given("bucket_key_arn")), {
        bucket_key_arn: SAMPLE_KEY_ARN.replace("key/", "alias/"),
        bucket: "demo",
      }),
      besideBucket("bucket_key_arn", SAMPLE_KEY_ARN),
    ],
  },
];

/** Who else may use the target, and where its outputs are left for them. */
export const SHARING_VARIABLES: readonly ModuleVariable[] = [
  {
    name: "share_with",
    type: "list(string)",
    description:
      "Account ids, or ARNs of organizational units, whose sessions may send to the target. Empty shares it with nobody.",
    default: [],
    rules: [
      {
        condition: `\${alltrue([for principal in var.share_with : ${IS_PRINCIPAL}])}`,
        message: badPrincipals(principalsThat(`!${IS_PRINCIPAL}`)),
        refuses: { share_with: ["arn:aws:iam::111122223333:role/admin"] },
      },
      {
        condition: `\${var.allow_organization || !anytrue([for principal in var.share_with : ${IS_ORGANIZATION}])}`,
        message: organizationNotAllowed(principalsThat(IS_ORGANIZATION)),
        refuses: { share_with: ["arn:aws:organizations::111122223333:organization/o-exampleorgid"] },
      },
    ],
  },
  {
    name: "allow_external_accounts",
    type: "bool",
    description: "Allows accounts outside the organization among share_with. They must accept the share.",
    default: false,
  },
  {
    name: "allow_organization",
    type: "bool",
    description: "Allows the ARN of a whole organization among share_with.",
    default: false,
  },
  {
    name: "parameter_prefix",
    type: "string",
    description:
      "Leaves output collector as JSON in a parameter of Systems Manager, PREFIX/collector, for other pipelines. Null leaves it nowhere.",
    default: null,
    rules: [
      {
        condition:
          '${var.parameter_prefix == null || (can(regex("^(/[\\\\w.-]+)+$", var.parameter_prefix)) && !can(regex("(?i)^/(aws|ssm)", var.parameter_prefix)))}',
        message: badParameterPrefix(given("parameter_prefix")).replace("prefix:", "parameter_prefix:"),
        refuses: { parameter_prefix: "/aws/tls-mirror" },
      },
    ],
  },
];
