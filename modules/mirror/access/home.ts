import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import type { Construct } from "constructs";

/** Where the provider works, for the ARNs of what is there. */
export interface Home {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
}

/** Asks the provider where it works. Once for each scope. */
export function homeOf(scope: Construct): Home {
  const { partition } = new DataAwsPartition(scope, "Partition");
  const { accountId } = new DataAwsCallerIdentity(scope, "Account");
  const { region } = new DataAwsRegion(scope, "Region");
  return { partition, accountId, region };
}

/** ARN of something of EC2 there, for instance of `subnet/subnet-0123456789abcdef0`. */
export function ec2Arn({ partition, region, accountId }: Home, resource: string): string {
  return `arn:${partition}:ec2:${region}:${accountId}:${resource}`;
}
