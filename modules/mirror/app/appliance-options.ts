import type { CaptureApplianceProps } from "../appliance/capture-appliance-props";
import { CaptureRetention } from "../appliance/capture-appliance-props";
import { notARetention } from "./errors";
import { vpcId } from "./setting-forms";
import type { SettingsReader } from "./settings-reader";

/** How an appliance is made: settings of a single account, and of each collector. */
export interface ApplianceOptions extends Omit<
  CaptureApplianceProps,
  "deployment" | "expiresAt" | "listenerPorts" | "virtualNetworkIds"
> {
  /** VXLAN network identifier. Default 12345. */
  readonly virtualNetworkId: number;
}

/** Reads what an appliance is made of; the constructs check the rest. */
export function readApplianceOptions(reader: SettingsReader): ApplianceOptions {
  return {
    vpcId: vpcId(reader, "vpcId"),
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
    bucketOwner: reader.optionalText("bucketOwner"),
    bucketRegion: reader.optionalText("bucketRegion"),
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
