import { Fn, Token } from "cdktf";
import { notALoadBalancerArn } from "./errors";

/** Where an Application Load Balancer is, as its ARN tells. */
export interface LoadBalancerPlace {
  readonly region: string;
  readonly accountId: string;
}

/** Form of the ARN of an Application Load Balancer, with its Region and account. Terraform (RE2) reads it too. */
export const LOAD_BALANCER_ARN_FORM =
  "^arn:[\\w-]+:elasticloadbalancing:([\\w-]+):([0-9]{12}):loadbalancer/app/[\\w-]+/[0-9a-f]+$";

const FORM = new RegExp(LOAD_BALANCER_ARN_FORM);

/** Reads the ARN of an Application Load Balancer; undefined when it is none, or only Terraform knows it. */
export function tryParseLoadBalancerArn(arn: string): LoadBalancerPlace | undefined {
  const [, region, accountId] = FORM.exec(arn) ?? [];
  return region === undefined || accountId === undefined ? undefined : { region, accountId };
}

/** What keeps `arn` from being that of an Application Load Balancer; empty when nothing does. Tokens are let through. */
export function loadBalancerArnProblems(arn: string): string[] {
  return Token.isUnresolved(arn) || FORM.test(arn) ? [] : [notALoadBalancerArn("loadBalancerArn", arn)];
}

/** `app/NAME/ID` of an Application Load Balancer's ARN: what AWS repeats in interfaces' descriptions and in metrics. */
export function arnSuffix(arn: string): string {
  const [, suffix] = arn.split(":loadbalancer/");
  return suffix ?? Token.asString(Fn.element(Fn.split(":loadbalancer/", arn), 1));
}

/** The description that AWS gives the interfaces of the load balancer with this suffix, and of no other. */
export function interfaceDescription(suffix: string): string {
  return `ELB ${suffix}`;
}
