import { Token } from "cdktf";
import { notATopic } from "./errors";

/** Form of the ARNs that an alarm may call, as a regular expression; Terraform (RE2) reads it too. */
export const ALARM_ACTION_FORM = "^arn:[\\w-]+:[\\w-]+:";

/** What keeps `arns` from being told of an alarm; empty when nothing does. Tokens are let through. */
export function alarmActionProblems(arns: readonly string[]): string[] {
  if (Token.isUnresolved(arns)) return [];
  const form = new RegExp(ALARM_ACTION_FORM);
  return arns
    .filter((arn) => !Token.isUnresolved(arn) && !form.test(arn))
    .map((arn) => notATopic("alarmActionArns", arn));
}
