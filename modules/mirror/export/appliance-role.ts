import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { ref, Token } from "cdktf";
import { metricsLogGroup } from "../../contracts";
import type { Home } from "../access/home";
import type { ModuleStack } from "./module-stack";

/** What an instance needs to know of its role. */
export interface ApplianceRole {
  readonly instanceProfileName: string;
  readonly roleArn: string;
}

/** The place of the provider, in expressions of Terraform: `Home` is made of tokens, which these would not resolve. */
const PARTITION = "${data.aws_partition.partition.partition}";
const LOG_GROUP =
  `arn:${PARTITION}:logs:\${data.aws_region.region.region}:\${data.aws_caller_identity.account.account_id}:` +
  `log-group:${metricsLogGroup("${var.deployment}")}`;

/** Role and instance profile with the rights of `CaptureRole`, those of bucket and key where they are given. */
export function addApplianceRole(stack: ModuleStack, home: Home, tags: Record<string, string>): ApplianceRole {
  const role = new IamRole(stack, "Role", {
    namePrefix: "tls-mirror-",
    description: "Capture appliance for TLS analysis",
    assumeRolePolicy: policyDocument(
      '[{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]',
    ),
    tags,
  });
  const statements = stack.addLocal(
    "statements",
    ref(`[
      for statement in [
        {
          Sid      = "PublishOwnMetrics"
          Effect   = "Allow"
          Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
          Resource = ["${LOG_GROUP}", "${LOG_GROUP}:*"]
        },
        var.bucket == null ? null : {
          Sid      = "UploadToOwnFolder"
          Effect   = "Allow"
          Action   = ["s3:PutObject", "s3:AbortMultipartUpload"]
          Resource = join("/", compact(["arn:${PARTITION}:s3:::\${coalesce(var.bucket, "-")}", var.prefix, var.deployment, "*"]))
        },
        var.bucket_key_arn == null ? null : {
          Sid      = "EncryptUploads"
          Effect   = "Allow"
          Action   = ["kms:GenerateDataKey", "kms:Decrypt"]
          Resource = var.bucket_key_arn
        },
      ] : statement if statement != null
    ]`),
    "CloudWatch makes metrics of what is put into the log group.",
  );
  new IamRolePolicy(stack, "RolePolicy", {
    role: role.id,
    namePrefix: "tls-mirror-",
    policy: policyDocument(`local.${statements.friendlyUniqueId}`),
  });
  new IamRolePolicyAttachment(stack, "SessionManager", {
    count: Token.asNumber(ref("var.allow_session_manager ? 1 : 0")),
    role: role.name,
    policyArn: `arn:${home.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore`,
  });
  const profile = new IamInstanceProfile(stack, "Profile", { namePrefix: "tls-mirror-", role: role.name, tags });
  return { instanceProfileName: profile.name, roleArn: role.arn };
}

function policyDocument(statements: string): string {
  return Token.asString(ref(`jsonencode({ Version = "2012-10-17", Statement = ${statements} })`));
}
