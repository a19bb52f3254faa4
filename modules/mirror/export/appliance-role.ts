import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { ref, Token } from "cdktf";
import { METRICS_NAMESPACE } from "../../contracts";
import type { ModuleStack } from "./module-stack";

/** What an instance needs to know of its role. */
export interface ApplianceRole {
  readonly instanceProfileName: string;
  readonly roleArn: string;
}

/** Role and instance profile with the rights of `CaptureRole`, those of bucket and key where they are given. */
export function addApplianceRole(stack: ModuleStack, tags: Record<string, string>): ApplianceRole {
  const partition = new DataAwsPartition(stack, "Partition");
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
          Sid       = "PublishOwnMetrics"
          Effect    = "Allow"
          Action    = ["cloudwatch:PutMetricData"]
          Resource  = "*"
          Condition = { StringEquals = { "cloudwatch:namespace" = "${METRICS_NAMESPACE}" } }
        },
        var.bucket == null ? null : {
          Sid      = "UploadToOwnFolder"
          Effect   = "Allow"
          Action   = ["s3:PutObject", "s3:AbortMultipartUpload", "s3:GetObject"]
          Resource = join("/", compact(["arn:\${data.aws_partition.partition.partition}:s3:::\${coalesce(var.bucket, "-")}", var.prefix, var.deployment, "*"]))
        },
        var.bucket_key_arn == null ? null : {
          Sid      = "EncryptUploads"
          Effect   = "Allow"
          Action   = ["kms:GenerateDataKey", "kms:Decrypt"]
          Resource = var.bucket_key_arn
        },
      ] : statement if statement != null
    ]`),
    "CloudWatch has no ARN for metrics; the namespace is the narrowest that AWS offers.",
  );
  new IamRolePolicy(stack, "RolePolicy", {
    role: role.id,
    namePrefix: "tls-mirror-",
    policy: policyDocument(`local.${statements.friendlyUniqueId}`),
  });
  new IamRolePolicyAttachment(stack, "SessionManager", {
    count: Token.asNumber(ref("var.allow_session_manager ? 1 : 0")),
    role: role.name,
    policyArn: `arn:${partition.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore`,
  });
  const profile = new IamInstanceProfile(stack, "Profile", { namePrefix: "tls-mirror-", role: role.name, tags });
  return { instanceProfileName: profile.name, roleArn: role.arn };
}

function policyDocument(statements: string): string {
  return Token.asString(ref(`jsonencode({ Version = "2012-10-17", Statement = ${statements} })`));
}
