import type { TerraformStack } from "cdktf";
import {
  CaptureRole,
  CaptureStore,
  FindingsCatalog,
  FindingsReaderPolicy,
  MirrorDeployerPolicy,
  SessionReconcilerPolicy,
} from "../../../../modules/mirror";
import { homeOf } from "../../../../modules/mirror/access/home";
import { allowDraining } from "../../../../modules/mirror/appliance/fleet-drain";
import { addCheckRole, addScheduleRole } from "../../../../modules/mirror/coverage/coverage-roles";
import type { Block } from "../../../support/synth";
import { synth } from "../../../support/synth";

export interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** In the account of the collector, which shares it. */
export const TARGET_ARN = "arn:aws:ec2:eu-central-1:444455556666:traffic-mirror-target/tmt-0123456789abcdef0";
export const FILTER_ID = "tmf-0123456789abcdef0";
export const SUBNETS = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"];

const STORE = {
  bucket: "arn:aws:s3:::example-captures",
  key: "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
};

const COVERAGE = {
  machineArn: "arn:aws:states:eu-central-1:111122223333:stateMachine:tls-mirror-coverage-2026",
  groupArn: "arn:aws:scheduler:eu-central-1:111122223333:schedule-group/tls-mirror-coverage-2026",
};

/** A policy of each role, with everything asked for, as docs/policies shows it. */
export const ROLES: Readonly<Record<string, (stack: TerraformStack) => void>> = {
  "mirror-deployer": (stack) => {
    const allowLoadBalancerLookup = true;
    new MirrorDeployerPolicy(stack, "Policy", {
      deployment: "web-prod",
      targetArn: TARGET_ARN,
      sourceSubnetIds: SUBNETS,
      allowLoadBalancerLookup,
    });
  },
  "session-reconciler": (stack) => {
    new SessionReconcilerPolicy(stack, "Policy", {
      deployment: "web-prod",
      targetArn: TARGET_ARN,
      sourceSubnetIds: SUBNETS,
      filterId: FILTER_ID,
    });
  },
  "findings-reader": (stack) => {
    const store = CaptureStore.fromBucketArn(STORE.bucket, "team", STORE.key);
    const catalog = new FindingsCatalog(stack, "Catalog", { deployment: "web-prod", store });
    new FindingsReaderPolicy(stack, "Policy", { deployment: "web-prod", catalog });
  },
  "capture-appliance": (stack) => {
    const role = new CaptureRole(stack, "Role", {
      deployment: "web-prod",
      bucket: "example-captures",
      prefix: "team",
      bucketKeyArn: STORE.key,
    });
    allowDraining(stack, role, "tls-mirror-web-prod");
  },
  "coverage-check": (stack) => {
    addCheckRole(stack, homeOf(stack), {});
  },
  "coverage-schedule": (stack) => {
    addScheduleRole(stack, homeOf(stack), COVERAGE, {});
  },
};

/** All that the stack's policies state, in account 111122223333 and Region eu-central-1. */
export function documentOf(build: (stack: TerraformStack) => void): PolicyDocument {
  const stack = synth(build);
  const policies = [...stack.resources("aws_iam_policy"), ...stack.resources("aws_iam_role_policy")].map(parsed);
  return { ...policies[0]!, Statement: policies.flatMap(({ Statement }) => Statement) };
}

function parsed(policy: Block): PolicyDocument {
  const text = String(policy["policy"])
    .replace(/\$\{data\.aws_partition\.\w+\.partition\}/g, "aws")
    .replace(/\$\{data\.aws_region\.\w+\.region\}/g, "eu-central-1")
    .replace(/\$\{data\.aws_caller_identity\.\w+\.account_id\}/g, "111122223333")
    .replace(/\$\{aws_athena_workgroup\.\w+\.name\}/g, "tls-mirror-web-prod")
    .replace(/\$\{aws_glue_catalog_database\.\w+\.name\}/g, "tls_mirror_web_prod")
    .replace(/\$\{aws_glue_catalog_table\.\w+\.name\}/g, "findings")
    .replace(/\$\{aws_s3_bucket\.\w+\.arn\}/g, "arn:aws:s3:::tls-mirror-answers");
  return JSON.parse(text) as PolicyDocument;
}

export function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}
