import { Token } from "cdktf";
import { notWhole } from "../errors";
import { badBucketName, badPrefix, deploymentTwice } from "./errors";
import { keyArnProblems } from "../key-arn";
import { deploymentProblems } from "../ownership";
import { isOutside } from "../whole-number";

/** What is asked of a store, defaults filled in. */
export interface StoreRequest {
  readonly deployment: string;
  readonly otherDeployments: readonly string[];
  readonly bucketName?: string;
  readonly prefix?: string;
  readonly keyArn?: string;
  readonly captureRetentionDays: number;
  readonly findingsRetentionDays: number;
  readonly noncurrentRetentionDays: number;
}

/** What keeps a store from being made; empty when nothing does. Tokens are let through. */
export function storeProblems(request: StoreRequest): string[] {
  const days = (["captureRetentionDays", "findingsRetentionDays", "noncurrentRetentionDays"] as const).flatMap(
    (property) =>
      isOutside(request[property], 1, Number.MAX_SAFE_INTEGER)
        ? [notWhole(property, request[property], 1, "days")]
        : [],
  );
  return [
    ...deploymentProblems(request.deployment),
    ...otherDeploymentProblems(request.deployment, request.otherDeployments),
    ...unless(request.bucketName, /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, badBucketName),
    ...unless(request.prefix, /^[\w.-]+(\/[\w.-]+)*$/, badPrefix),
    ...keyArnProblems("keyArn", request.keyArn),
    ...days,
  ];
}

/** What keeps the deployments of one store from being told apart. */
export function otherDeploymentProblems(deployment: string, others: readonly string[]): string[] {
  return others.flatMap((other, i) => [
    ...deploymentProblems(other),
    ...(other === deployment || others.indexOf(other) < i ? [deploymentTwice(other)] : []),
  ]);
}

function unless(value: string | undefined, form: RegExp, message: (value: string) => string): string[] {
  return value === undefined || Token.isUnresolved(value) || form.test(value) ? [] : [message(value)];
}
