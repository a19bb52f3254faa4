import { RamPrincipalAssociation } from "@cdktf/provider-aws/lib/ram-principal-association";
import { RamResourceAssociation } from "@cdktf/provider-aws/lib/ram-resource-association";
import { RamResourceShare } from "@cdktf/provider-aws/lib/ram-resource-share";
import { Fn, ref, TerraformIterator, TerraformLocal, Token } from "cdktf";
import { Construct } from "constructs";
import { refused } from "../errors";
import { noPrincipal, notAPrincipal, wholeOrganization } from "./errors";
import { deploymentProblems, ownershipTags } from "../ownership";
import { targetArnProblems } from "../target/target-arn";

/** A mirror target for the use of other accounts. */
export interface MirrorShareProps {
  /** Name of the deployment, for the tags. */
  readonly deployment: string;
  /** ARN of the target, of this account. */
  readonly targetArn: string;
  /** Account ids, or ARNs of organizational units, whose sessions may send to the target. */
  readonly principals: string[];
  /**
   * Allows accounts outside the organization. They must accept the share: see `MirrorShareAccepter`.
   *
   * @default false
   */
  readonly allowExternalAccounts?: boolean;
  /**
   * Allows the ARN of a whole organization among `principals`.
   *
   * @default false
   */
  readonly allowOrganization?: boolean;
}

/**
 * Shares a mirror target through AWS Resource Access Manager.
 *
 * It gives permission and no connection: routes and security groups must let UDP port 4789 through. Filters cannot be
 * shared, so each source account makes its own.
 */
export class MirrorShare extends Construct {
  /** For the `MirrorShareAccepter` of an account outside the organization, which waits for the share to be complete. */
  readonly shareArn: string;

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: RamResourceShare;

  constructor(scope: Construct, id: string, props: MirrorShareProps) {
    super(scope, id);
    const problems = [
      ...deploymentProblems(props.deployment),
      ...targetArnProblems(props.targetArn),
      ...principalProblems(props),
    ];
    if (problems.length > 0) throw refused(this.node.path, problems);

    this.resource = new RamResourceShare(this, "Resource", {
      name: `tls-mirror-${props.deployment}`,
      allowExternalPrincipals: props.allowExternalAccounts ?? false,
      tags: ownershipTags(props.deployment),
    });
    const { arn: resourceShareArn } = this.resource;
    const target = new RamResourceAssociation(this, "Target", { resourceShareArn, resourceArn: props.targetArn });
    const iterator = TerraformIterator.fromList(props.principals);
    const principals = new RamPrincipalAssociation(this, "Principals", {
      forEach: iterator,
      resourceShareArn,
      principal: Token.asString(iterator.value),
    });
    // As the associations tell it, so that whoever accepts the share in the same apply finds it complete: there is no
    // invitation before an account is associated.
    const told = ref(
      `values(${principals.terraformResourceType}.${principals.friendlyUniqueId})[*].resource_share_arn`,
    );
    this.shareArn = new TerraformLocal(
      this,
      "Arn",
      Fn.element(Fn.concat([Token.asList(told), [target.resourceShareArn]]), 0),
    ).asString;
  }
}

function principalProblems({ principals, allowOrganization }: MirrorShareProps): string[] {
  if (Token.isUnresolved(principals)) return [];
  if (principals.length === 0) return [noPrincipal()];
  return principals
    .filter((principal) => !Token.isUnresolved(principal))
    .flatMap((principal) => {
      if (/^\d{12}$/.test(principal)) return [];
      const [, kind] = /^arn:[\w-]+:organizations::\d{12}:(ou|organization)\/o-\w+/.exec(principal) ?? [];
      if (kind === undefined) return [notAPrincipal(principal)];
      return kind === "organization" && allowOrganization !== true ? [wholeOrganization(principal)] : [];
    });
}
