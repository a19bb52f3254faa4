import { Token } from "cdktf";
import { notAKeyArn } from "./errors";

/** Form of the ARN of a KMS key; an alias has no rights of its own. Terraform (RE2) reads it too. */
export const KEY_ARN_FORM = /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/;

/** What keeps `arn` from being that of a KMS key; empty when nothing does, or none is given. Tokens are let through. */
export function keyArnProblems(property: string, arn: string | undefined): string[] {
  return arn === undefined || Token.isUnresolved(arn) || KEY_ARN_FORM.test(arn) ? [] : [notAKeyArn(property, arn)];
}
