import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { Construct } from "constructs";
import { METRICS_NAMESPACE } from "../../contracts";
import type { Home } from "../access/home";
import { policyDocument } from "../access/policy-document";

/** What the names begin with, so that trust and the rights of a pipeline can be held to them. */
export const COVERAGE_PREFIX = "tls-mirror-coverage-";

/** A role, and what it may do; whatever runs as it depends on both. */
export interface CoverageRole {
  readonly role: IamRole;
  readonly policy: IamRolePolicy;
}

/** Role of the state machine: sees interfaces and sessions, publishes metrics of our namespace. */
export function addCheckRole(scope: Construct, home: Home, tags: Record<string, string>): CoverageRole {
  const role = new IamRole(scope, "Role", {
    namePrefix: COVERAGE_PREFIX,
    description: "Checks whether all interfaces of a load balancer are mirrored",
    // The machine's own name is not known before its role.
    assumeRolePolicy: trust("states.amazonaws.com", home, `${statesArn(home)}:stateMachine:${COVERAGE_PREFIX}*`),
    tags,
  });
  const policy = new IamRolePolicy(scope, "Policy", {
    role: role.id,
    namePrefix: COVERAGE_PREFIX,
    policy: policyDocument([
      {
        Sid: "SeeInterfacesAndSessions",
        Effect: "Allow",
        // These calls know no ARN and no condition on what they show.
        Action: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeTrafficMirrorSessions"],
        Resource: "*",
      },
      {
        Sid: "PublishMetrics",
        Effect: "Allow",
        Action: "cloudwatch:PutMetricData",
        Resource: "*",
        Condition: { StringEquals: { "cloudwatch:namespace": METRICS_NAMESPACE } },
      },
    ]),
  });
  return { role, policy };
}

/** Role of the schedule: starts the one machine. Only schedules of the group may take it; AWS tells no single one. */
export function addScheduleRole(
  scope: Construct,
  home: Home,
  ends: { readonly machineArn: string; readonly groupArn: string },
  tags: Record<string, string>,
): CoverageRole {
  const role = new IamRole(scope, "ScheduleRole", {
    namePrefix: COVERAGE_PREFIX,
    description: "Starts the check whether all interfaces of a load balancer are mirrored",
    assumeRolePolicy: trust("scheduler.amazonaws.com", home, ends.groupArn),
    tags,
  });
  const policy = new IamRolePolicy(scope, "SchedulePolicy", {
    role: role.id,
    namePrefix: COVERAGE_PREFIX,
    policy: policyDocument([
      { Sid: "StartTheCheck", Effect: "Allow", Action: "states:StartExecution", Resource: ends.machineArn },
    ]),
  });
  return { role, policy };
}

/** Lets a service take a role, and only for what is ours: it works for other accounts too. */
function trust(service: string, { accountId }: Home, sourceArn: string): string {
  return policyDocument([
    {
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": accountId }, ArnLike: { "aws:SourceArn": sourceArn } },
    },
  ]);
}

function statesArn({ partition, region, accountId }: Home): string {
  return `arn:${partition}:states:${region}:${accountId}`;
}
