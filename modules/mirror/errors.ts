import { UserError } from "../contracts";

/** Refuses a construct's input: every problem found, each under the construct's path. */
export const refused = (path: string, problems: readonly string[]) =>
  new UserError(problems.map((problem) => `[${path}] ${problem}`).join("\n"));

export const notACidr = (where: string, cidr: string) =>
  `${where}: "${cidr}" is not a network in CIDR notation. Write it as 203.0.113.0/24 or 2001:db8::/32.`;

export const cidrWithHostBits = (where: string, cidr: string, network: string) =>
  `${where}: ${cidr} has bits set behind its prefix, which AWS refuses. Write ${network} for that network.`;

export const portOutOfRange = (where: string, port: number, lowest: number) =>
  `${where}: a port is a whole number from ${lowest} to 65535, got ${port}. Correct it.`;

export const noPort = (property: string) =>
  `${property} is empty, so nothing would be mirrored. Give at least one TCP port, for instance 443.`;

export const notANetworkInterface = (property: string, id: string) =>
  `${property}: "${id}" is no network interface id. Give one like eni-0123456789abcdef0.`;

export const notAnId = (property: string, id: string, example: string) =>
  `${property}: "${id}" is no such id. Give one like ${example}.`;

export const notALoadBalancerArn = (property: string, arn: string) =>
  `${property}: "${arn}" is not the ARN of an Application Load Balancer. Print it with ` +
  '"aws elbv2 describe-load-balancers --query LoadBalancers[].LoadBalancerArn"; ' +
  "it ends in loadbalancer/app/NAME/ID.";

export const notAKeyArn = (property: string, arn: string) =>
  `${property}: "${arn}" is not the ARN of a KMS key. ` +
  "Give one that ends in key/ID and not an alias, or leave it out.";

export const repeatedSubnet = (id: string) => `subnetIds names ${id} twice. Name each subnet once.`;

export const badDeploymentName = (name: string) =>
  `deployment: "${name}" must be 1 to 63 characters of a-z, 0-9 and "-", beginning with a letter. ` +
  "It names tags, folders and this installation; choose for instance web-prod.";

export const notATimestamp = (property: string, text: string) =>
  `${property}: "${text}" is no date and time of RFC 3339. Write it as 2026-12-31T18:00:00Z.`;

export const notWhole = (property: string, value: number, least: number, unit: string) =>
  `${property} must be a whole number of ${unit}, at least ${least}, got ${value}. Correct it.`;

export const notWholeWithin = (property: string, value: number, least: number, most: number, unit: string) =>
  `${property} must be a whole number of ${unit} from ${least} to ${most}, got ${value}. Correct it.`;

export const notATopic = (property: string, arn: string) =>
  `${property}: "${arn}" is no ARN. Give that of an SNS topic, like arn:aws:sns:eu-central-1:123456789012:alerts.`;
