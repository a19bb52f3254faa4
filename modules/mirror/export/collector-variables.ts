import { givenWithoutBucket, notAnAccount, notARegion } from "../appliance/errors";
import { badParameterPrefix } from "../sharing/errors";
import { badPrefix, badPrincipals, given, organizationNotAllowed } from "./errors";
import type { ModuleVariable, VariableRule } from "./module-variable";

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
  },
  {
    name: "prefix",
    type: "string",
    description:
      "Folder in the bucket, above the deployment's own; without a slash at either end. Null is the bucket's root.",
    default: null,
    rules: [
      {
        condition: '${var.prefix == null || can(regex("^([^/].*[^/]|[^/])$", var.prefix))}',
        message: badPrefix("prefix", "team/tls"),
        refuses: { prefix: "/tls", bucket: "demo" },
      },
      besideBucket("prefix", "tls"),
    ],
  },
  {
    name: "bucket_owner",
    type: "string",
    description: "Account that must own the bucket, 12 digits. Null: any account may own it.",
    default: null,
    rules: [
      {
        condition: '${var.bucket_owner == null || can(regex("^[0-9]{12}$", var.bucket_owner))}',
        message: notAnAccount(given("bucket_owner")).replace("bucketOwner", "bucket_owner"),
        refuses: { bucket_owner: "1111", bucket: "demo" },
      },
      besideBucket("bucket_owner", "111122223333"),
    ],
  },
  {
    name: "bucket_region",
    type: "string",
    description: "Region of the bucket. Null is the appliance's own.",
    default: null,
    rules: [
      {
        condition: '${var.bucket_region == null || can(regex("^[a-z]{2,}(-[a-z]+)+-[0-9]+$", var.bucket_region))}',
        message: notARegion(given("bucket_region")).replace("bucketRegion", "bucket_region"),
        refuses: { bucket_region: "Frankfurt", bucket: "demo" },
      },
      besideBucket("bucket_region", "eu-central-1"),
    ],
  },
  {
    name: "bucket_key_arn",
    type: "string",
    description: "ARN of the KMS key that encrypts the bucket. Null where S3's own keys do.",
    default: null,
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
