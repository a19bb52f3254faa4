import { UserError } from "../../contracts";

const DESCRIBE = "aws elbv2 describe-ssl-policies > policies.json";

export const unknownPolicy = (name: string, nearest: readonly string[]): UserError =>
  new UserError(
    `There is no security policy "${name}". Nearest: ${nearest.join(", ")}.\n` +
      `List all with "tls-mirror policies", or give a newer list: ${DESCRIBE}`,
  );

export const policyWithoutList = (name: string): UserError =>
  new UserError(
    `What ${name} accepts is not known to this version.\nGive AWS's own list in place of the name: ${DESCRIBE}`,
  );

export const notJson = (where: string, problem: string): UserError =>
  new UserError(`${where} holds no JSON: ${problem}.\nWrite it with: ${DESCRIBE}`);

export const notSslPolicies = (where: string, problem: string): UserError =>
  new UserError(`${where} is not the output of describe-ssl-policies: ${problem}.\nWrite it with: ${DESCRIBE}`);

export const unknownInPolicy = (where: string, policy: string, what: string, name: string): UserError =>
  new UserError(
    `${where}: ${policy} has the ${what} "${name}", which this version does not know.\n` +
      `Leave that policy out: aws elbv2 describe-ssl-policies --names NAME ... > policies.json`,
  );

export const severalPolicies = (where: string, names: readonly string[]): UserError =>
  new UserError(
    `${where} holds ${names.length} policies, so it does not say which one the listener has.\n` +
      `Write only that one: aws elbv2 describe-ssl-policies --names NAME > policy.json`,
  );
