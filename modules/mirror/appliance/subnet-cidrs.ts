import { DataAwsSubnet } from "@cdktf/provider-aws/lib/data-aws-subnet";
import { Fn, TerraformCount, Token } from "cdktf";
import type { Construct } from "constructs";

/** IPv4 networks of subnets, looked up in the provider's account: a list that only Terraform knows. */
export function subnetCidrs(scope: Construct, id: string, subnetIds: string[]): string[] {
  // Counted, since subnets made in the same apply have no ids at plan time that could be keys.
  const count = TerraformCount.of(Token.asNumber(Fn.lengthOf(subnetIds)));
  const subnets = new DataAwsSubnet(scope, id, { count, id: Token.asString(Fn.element(subnetIds, count.index)) });
  return Token.asList(subnets.interpolationForAttribute("*.cidr_block"));
}
