import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { Construct } from "constructs";
import type { CaptureRole } from "./capture-role";
import { policyDocument } from "../access/policy-document";

/**
 * Lets the machines of one Auto Scaling group say that they still upload, and when they are done.
 *
 * The group is named and not referred to: it must depend on this policy, so that at a destroy the policy outlives the
 * machines. AWS puts an id of its own before the name.
 */
export function allowDraining(scope: Construct, role: CaptureRole, groupName: string): IamRolePolicy {
  const { partition } = new DataAwsPartition(scope, "Partition");
  const { region } = new DataAwsRegion(scope, "Region");
  const { accountId } = new DataAwsCallerIdentity(scope, "Account");
  return new IamRolePolicy(scope, "DrainPolicy", {
    role: role.resource.id,
    namePrefix: "tls-mirror-drain-",
    policy: policyDocument([
      {
        Sid: "HoldAndReleaseOwnTermination",
        Effect: "Allow",
        Action: ["autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"],
        Resource: `arn:${partition}:autoscaling:${region}:${accountId}:autoScalingGroup:*:autoScalingGroupName/${groupName}`,
      },
    ]),
  });
}
