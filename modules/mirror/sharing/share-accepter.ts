import { RamResourceShareAccepter } from "@cdktf/provider-aws/lib/ram-resource-share-accepter";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import { refused } from "../errors";
import { notAShare } from "./errors";
import type { IMirrorTarget } from "../target/target";

/** A mirror target that another account shares with this one. */
export interface MirrorShareAccepterProps {
  /** ARN of the other account's share. */
  readonly shareArn: string;
  /** The shared target; `MirrorTarget.fromTargetId` where nothing else is known of it. */
  readonly target: IMirrorTarget;
}

/**
 * Accepts a shared mirror target, and is that target for sessions of this account, which it makes wait for it.
 *
 * Needed only outside the organization, or where the organization does not allow sharing through Resource Access
 * Manager; elsewhere AWS accepts by itself, and Terraform would find no invitation.
 */
export class MirrorShareAccepter extends Construct implements IMirrorTarget {
  /** Id of the target, which whatever uses it waits for the acceptance to get. */
  readonly targetId: string;

  readonly packetLengthLimitBytes?: number;

  readonly sourceLimit?: number;

  readonly region?: string;

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: RamResourceShareAccepter;

  constructor(scope: Construct, id: string, props: MirrorShareAccepterProps) {
    super(scope, id);
    const known = !Token.isUnresolved(props.shareArn);
    if (known && !/^arn:[\w-]+:ram:[\w-]+:\d{12}:resource-share\/[\w-]+$/.test(props.shareArn)) {
      throw refused(this.node.path, [notAShare(props.shareArn)]);
    }
    this.resource = new RamResourceShareAccepter(this, "Resource", { shareArn: props.shareArn });
    // An expression that names the acceptance, so that whatever uses the target comes after it.
    this.targetId = Token.asString(Fn.element([this.resource.shareId, props.target.targetId], 1));
    this.packetLengthLimitBytes = props.target.packetLengthLimitBytes;
    this.sourceLimit = props.target.sourceLimit;
    this.region = props.target.region;
  }
}
