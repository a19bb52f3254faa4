import { UserError } from "../../modules/contracts";

export const noPrice = (id: string) =>
  new UserError(`docs/prices.json has no price "${id}". Add it, with the date on which you looked it up.`);

export const unknownResource = (type: string) =>
  new UserError(
    `${type}: it is not known whether this is billed by the hour. ` +
      "Add it to UNBILLED in scripts/costs/bill.ts, or say there what it costs.",
  );

export const noLaunchTemplate = (group: string) =>
  new UserError(
    `aws_autoscaling_group.${group}: its launch template is not in the same stack, so nothing tells its price.`,
  );

export const noStack = () =>
  new UserError("no stack is named. Give the cdk.tf.json of one or more, for instance cdktf.out/stacks/*/cdk.tf.json.");

export const badInterfaces = (text: string) =>
  new UserError(`--interfaces: "${text}" is no whole number. Give how many interfaces each load balancer has.`);

export const notAStack = (path: string, cause: unknown) =>
  new UserError(`${path}: ${cause instanceof Error ? cause.message : String(cause)}. Give the cdk.tf.json of a stack.`);
