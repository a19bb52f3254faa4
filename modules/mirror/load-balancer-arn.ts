import { Fn, Token } from "cdktf";

/** `app/NAME/ID` of an Application Load Balancer's ARN: what AWS repeats in interfaces' descriptions and in metrics. */
export function arnSuffix(arn: string): string {
  const [, suffix] = arn.split(":loadbalancer/");
  return suffix ?? Token.asString(Fn.element(Fn.split(":loadbalancer/", arn), 1));
}
