import { CaptureRetention } from "../appliance/capture-appliance-props";
import { notARetention } from "./errors";
import { subnetId, vpcId } from "./setting-forms";
import type { SettingsReader } from "./settings-reader";

/** How an appliance is made: settings of a single account, and of each collector. */
export interface ApplianceOptions {
  /** VPC of the appliance. */
  readonly vpcId: string;
  /** Subnet of the appliance, which the load balancers' subnets can reach. */
  readonly subnetId: string;
  /** Networks that may send mirrored packets: the subnets of the load balancers. */
  readonly mirrorSourceCidrs: string[];
  /** Machine image built from `packer/`. */
  readonly imageId: string;
  readonly instanceType?: string;
  readonly volumeSizeGib?: number;
  readonly diskBudgetBytes?: number;
  readonly rotationSeconds?: number;
  /** `handshakes` (default) or `everything`. */
  readonly retention?: CaptureRetention;
  /** Bucket that captures and findings are uploaded to. */
  readonly bucket?: string;
  /** Folder in the bucket. */
  readonly prefix?: string;
  /** ARN of the KMS key that encrypts the bucket. */
  readonly bucketKeyArn?: string;
  readonly healthPort?: number;
  /** Lets operators open a shell through Systems Manager. */
  readonly allowSessionManager?: boolean;
  /** VXLAN network identifier. Default 12345. */
  readonly virtualNetworkId: number;
}

/** Reads what an appliance is made of; the constructs check the rest. */
export function readApplianceOptions(reader: SettingsReader): ApplianceOptions {
  return {
    vpcId: vpcId(reader, "vpcId"),
    subnetId: subnetId(reader, "subnetId"),
    mirrorSourceCidrs: reader.texts("mirrorSourceCidrs") ?? [],
    imageId: reader.text("imageId"),
    instanceType: reader.optionalText("instanceType"),
    volumeSizeGib: reader.wholeNumber("volumeSizeGib"),
    diskBudgetBytes: reader.wholeNumber("diskBudgetBytes"),
    rotationSeconds: reader.wholeNumber("rotationSeconds"),
    retention: retentionOf(reader),
    bucket: reader.optionalText("bucket"),
    prefix: reader.optionalText("prefix"),
    bucketKeyArn: reader.optionalText("bucketKeyArn"),
    healthPort: reader.wholeNumber("healthPort"),
    allowSessionManager: reader.flag("allowSessionManager"),
    virtualNetworkId: reader.wholeNumber("virtualNetworkId") ?? 12_345,
  };
}

function retentionOf(reader: SettingsReader): CaptureRetention | undefined {
  const text = reader.optionalText("retention");
  const retention = Object.values(CaptureRetention).find((value) => value === text);
  if (text !== undefined && retention === undefined) reader.refuse(notARetention(reader.place("retention"), text));
  return retention;
}
