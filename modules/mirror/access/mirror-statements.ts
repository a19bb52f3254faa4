import { Token } from "cdktf";
import { DEPLOYMENT_TAG } from "../../contracts";
import { idProblems } from "../resource-id";
import { targetArnProblems } from "../target/target-arn";
import { listOfTerraform, noSource } from "./errors";
import type { Home } from "./home";
import { ec2Arn } from "./home";
import type { PolicyStatement } from "./policy-document";

/** Between what sessions may be made. */
export interface SessionEnds {
  /** ARN of the filter, or a pattern that stands for several. */
  readonly filterArn: string;
  /** Where `filterArn` is a pattern: the tag that a filter must carry. */
  readonly filterDeployment?: string;
  /** ARN of the target, also of another account that shares it. */
  readonly targetArn: string;
  readonly sourceSubnetIds: readonly string[];
}

/** What keeps the ends of sessions from being named in a policy; empty when nothing does. */
export function endProblems(targetArn: string, sourceSubnetIds: readonly string[]): string[] {
  return [...targetArnProblems(targetArn), ...subnetProblems(sourceSubnetIds)];
}

function subnetProblems(ids: readonly string[]): string[] {
  if (Token.isUnresolved(ids)) return [listOfTerraform()];
  if (ids.length === 0) return [noSource()];
  return ids.flatMap((id) => idProblems("sourceSubnetIds", "subnet", id));
}

/** Lets see what mirrors what. These calls know no ARN and no condition on what they show. */
export function lookStatement(): PolicyStatement {
  return {
    Sid: "SeeInterfacesAndSessions",
    Effect: "Allow",
    Action: [
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeTrafficMirrorFilterRules",
      "ec2:DescribeTrafficMirrorFilters",
      "ec2:DescribeTrafficMirrorSessions",
      "ec2:DescribeTrafficMirrorTargets",
    ],
    Resource: "*",
  };
}

/**
 * Lets make sessions with certain tags between certain ends: a call needs them all, the session's own ARN included
 * (Service Authorization Reference, CreateTrafficMirrorSession).
 *
 * The interfaces of a load balancer come and go, and carry no tags of ours: what tells them is their subnet.
 */
export function sessionStatements(home: Home, ends: SessionEnds, tags: Record<string, string>): PolicyStatement[] {
  const requested = Object.entries(tags).map(([tag, value]) => [`aws:RequestTag/${tag}`, value] as const);
  const filterTag = ends.filterDeployment === undefined ? {} : { Condition: owned(ends.filterDeployment) };
  return [
    {
      Sid: "MakeTaggedSessions",
      Effect: "Allow",
      Action: "ec2:CreateTrafficMirrorSession",
      Resource: ec2Arn(home, "traffic-mirror-session/*"),
      Condition: { StringEquals: Object.fromEntries(requested) },
    },
    {
      Sid: "MirrorTheseSubnets",
      Effect: "Allow",
      Action: "ec2:CreateTrafficMirrorSession",
      Resource: ec2Arn(home, "network-interface/*"),
      Condition: { ArnEquals: { "ec2:Subnet": ends.sourceSubnetIds.map((id) => ec2Arn(home, `subnet/${id}`)) } },
    },
    {
      Sid: "MirrorByThisFilter",
      Effect: "Allow",
      Action: ["ec2:CreateTrafficMirrorSession", "ec2:ModifyTrafficMirrorSession"],
      Resource: ends.filterArn,
      ...filterTag,
    },
    {
      Sid: "MirrorToThisTarget",
      Effect: "Allow",
      Action: ["ec2:CreateTrafficMirrorSession", "ec2:ModifyTrafficMirrorSession"],
      Resource: ends.targetArn,
    },
  ];
}

/** Lets change and remove the sessions of a deployment, and nobody else's. */
export function ownSessionStatement(home: Home, deployment: string): PolicyStatement {
  return {
    Sid: "ChangeOwnSessions",
    Effect: "Allow",
    Action: ["ec2:ModifyTrafficMirrorSession", "ec2:DeleteTrafficMirrorSession"],
    Resource: ec2Arn(home, "traffic-mirror-session/*"),
    Condition: owned(deployment),
  };
}

/** Lets tag what these calls make, in the call itself and not later. */
export function tagOnCreateStatement(home: Home, kinds: readonly string[], calls: readonly string[]): PolicyStatement {
  return {
    Sid: "TagWhatIsMade",
    Effect: "Allow",
    Action: "ec2:CreateTags",
    Resource: kinds.map((kind) => ec2Arn(home, `${kind}/*`)),
    Condition: { StringEquals: { "ec2:CreateAction": calls } },
  };
}

/** On what carries the deployment's tag already. */
export function owned(deployment: string): { readonly StringEquals: Record<string, string> } {
  return { StringEquals: { [`aws:ResourceTag/${DEPLOYMENT_TAG}`]: deployment } };
}
