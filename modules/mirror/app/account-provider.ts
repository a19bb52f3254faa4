import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { TerraformStack } from "cdktf";

/** Where a provider works, and as whom. */
export interface AccountProviderProps {
  readonly region: string;
  /** The only account it works in; Terraform stops where the credentials are of another. Absent: not checked. */
  readonly accountId?: string;
  /** Role that it assumes. Absent: it works with the credentials it finds. */
  readonly roleArn?: string;
  /** Tells it apart from the stack's own provider. */
  readonly alias?: string;
}

/** Gives the stack a provider for one account and Region. */
export function addAccountProvider(stack: TerraformStack, id: string, props: AccountProviderProps): AwsProvider {
  const { region, accountId, roleArn, alias } = props;
  return new AwsProvider(stack, id, {
    region,
    alias,
    allowedAccountIds: accountId === undefined ? undefined : [accountId],
    // The name is what CloudTrail shows of who did it.
    assumeRole: roleArn === undefined ? undefined : [{ roleArn, sessionName: "tls-mirror" }],
  });
}
