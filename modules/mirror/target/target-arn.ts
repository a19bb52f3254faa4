import { Token } from "cdktf";
import { notATargetArn } from "./errors";

/** What keeps `arn` from being that of a mirror target, of whatever account; empty when nothing does. Tokens are let through. */
export function targetArnProblems(arn: string): string[] {
  const form = /^arn:[\w-]+:ec2:[\w-]+:\d{12}:traffic-mirror-target\/tmt-[0-9a-f]{8,17}$/;
  return Token.isUnresolved(arn) || form.test(arn) ? [] : [notATargetArn(arn)];
}
