import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import type { TerraformProvider, TerraformRemoteState } from "cdktf";
import { Fn, propertyAccess, Token } from "cdktf";
import { Construct } from "constructs";
import { refused } from "../errors";
import { badParameterPrefix } from "./errors";
import { deploymentProblems, ownershipTags } from "../ownership";
import type { VirtualNetworkIdRange } from "../vxlan";

/**
 * What the side that captures tells the side that is mirrored, in another account, Region's stack or pipeline.
 *
 * Within one app the object itself is handed over. Between pipelines `CollectorParameter` or a Terraform output carries
 * it, and `CollectorReference` reads it.
 */
export interface CollectorOutputs {
  /** Id of the mirror target, `tmt-…`. */
  readonly targetId: string;
  /** ARN of the mirror target. */
  readonly targetArn: string;
  /** Account that owns the target. */
  readonly targetAccountId: string;
  /** Region of the target; sources must be in the same. */
  readonly region: string;
  /** VXLAN network identifiers that the appliances receive. */
  readonly virtualNetworkIdRange: VirtualNetworkIdRange;
  /** Networks of the appliances, for routes and network ACLs of the sources. */
  readonly collectorCidrs: string[];
  /**
   * Share of the target, for a `MirrorShareAccepter`.
   *
   * @default - none; the target is not shared
   */
  readonly shareArn?: string;
  /**
   * Bucket that captures and findings are uploaded to.
   *
   * @default - none; they stay on the appliances
   */
  readonly bucket?: string;
  /**
   * The most that a session may copy of each packet, in bytes.
   *
   * @default - AWS sets no limit
   */
  readonly packetLengthLimitBytes?: number;
  /**
   * How many interfaces may send to the target, those of all sources together.
   *
   * @default - AWS sets no limit
   */
  readonly sourceLimit?: number;
}

/** Where a collector leaves its outputs. */
export interface CollectorParameterProps {
  /** Name of the deployment, for the tags. */
  readonly deployment: string;
  /** Begins with a slash, and does not end with one; the parameter is PREFIX/collector. */
  readonly prefix: string;
  /** What the sources are told. */
  readonly outputs: CollectorOutputs;
}

/** Leaves a collector's outputs in a parameter of Systems Manager, as JSON. It holds no secret. */
export class CollectorParameter extends Construct {
  /** Name of the parameter, PREFIX/collector. */
  readonly parameterName: string;

  /** ARN of the parameter, for the policy of whoever reads it. */
  readonly parameterArn: string;

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: SsmParameter;

  constructor(scope: Construct, id: string, props: CollectorParameterProps) {
    super(scope, id);
    const problems = [...deploymentProblems(props.deployment), ...prefixProblems(props.prefix)];
    if (problems.length > 0) throw refused(this.node.path, problems);

    this.parameterName = parameterName(props.prefix);
    this.resource = new SsmParameter(this, "Resource", {
      name: this.parameterName,
      description: "Where mirror sessions of other stacks send, for TLS analysis",
      type: "String",
      insecureValue: Fn.jsonencode(CollectorReference.toOutput(props.outputs)),
      tags: ownershipTags(props.deployment),
    });
    this.parameterArn = this.resource.arn;
  }
}

/** Reads a collector's outputs where its stack is not part of the app. What it did not give is null to Terraform. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- jsii knows no functions outside classes
export class CollectorReference {
  /** The outputs as the value of a single Terraform output, for `fromRemoteState` of another pipeline. */
  static toOutput(outputs: CollectorOutputs): Record<string, unknown> {
    return {
      ...outputs,
      // Told as absent: a reader could not ask whether an attribute exists.
      shareArn: outputs.shareArn ?? Token.nullValue(),
      bucket: outputs.bucket ?? Token.nullValue(),
      packetLengthLimitBytes: outputs.packetLengthLimitBytes ?? Token.nullValue(),
      sourceLimit: outputs.sourceLimit ?? Token.nullValue(),
    };
  }

  /** Reads what a `CollectorParameter` left under `prefix`, in the account and Region of the stack's or another provider. */
  static fromParameter(scope: Construct, id: string, prefix: string, provider?: TerraformProvider): CollectorOutputs {
    const problems = prefixProblems(prefix);
    if (problems.length > 0) throw refused(`${scope.node.path}/${id}`, problems);
    const parameter = new DataAwsSsmParameter(scope, id, { name: parameterName(prefix), provider });
    // The other attribute, `value`, would hide every plan that follows from it as sensitive.
    return outputsIn(Fn.jsondecode(parameter.insecureValue));
  }

  /** Reads the Terraform output of another pipeline's state, which must be made by `toOutput`. */
  static fromRemoteState(state: TerraformRemoteState, outputName: string): CollectorOutputs {
    return outputsIn(state.get(outputName));
  }

  private constructor() {
    // Nothing to make: all of it is static.
  }
}

/** Attributes of a value that Terraform knows. */
function outputsIn(value: unknown): CollectorOutputs {
  const at = (...path: string[]): unknown => propertyAccess(value, path);
  return {
    targetId: Token.asString(at("targetId")),
    targetArn: Token.asString(at("targetArn")),
    targetAccountId: Token.asString(at("targetAccountId")),
    region: Token.asString(at("region")),
    virtualNetworkIdRange: {
      first: Token.asNumber(at("virtualNetworkIdRange", "first")),
      count: Token.asNumber(at("virtualNetworkIdRange", "count")),
    },
    collectorCidrs: Token.asList(at("collectorCidrs")),
    shareArn: Token.asString(at("shareArn")),
    bucket: Token.asString(at("bucket")),
    packetLengthLimitBytes: Token.asNumber(at("packetLengthLimitBytes")),
    sourceLimit: Token.asNumber(at("sourceLimit")),
  };
}

function parameterName(prefix: string): string {
  return `${prefix}/collector`;
}

function prefixProblems(prefix: string): string[] {
  const valid = Token.isUnresolved(prefix) || (/^(\/[\w.-]+)+$/.test(prefix) && !/^\/(aws|ssm)/i.test(prefix));
  return valid ? [] : [badParameterPrefix(prefix)];
}
