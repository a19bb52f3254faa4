import { CaptureRetention } from "../appliance/capture-appliance-props";
import { notAnId, notARegion, notARetention, otherRegion, stateKeyWithoutBucket } from "./errors";
import type { SettingsSource } from "./settings-reader";
import { SettingsReader } from "./settings-reader";

/**
 * What one deployment in one account consists of: the content of the settings file.
 *
 * Each is overridden by an environment variable: `listenerPorts` by `TLS_MIRROR_LISTENER_PORTS`. Settings left out
 * take the default of the construct that uses them.
 */
export interface Settings {
  /** Name of the deployment: 1 to 63 characters of a-z, 0-9 and "-". */
  readonly deployment: string;
  /** Region of the load balancer, and so of everything else. */
  readonly region: string;
  /** ARN of the Application Load Balancer whose clients are looked at. */
  readonly loadBalancerArn: string;
  /** TCP ports of its listeners. */
  readonly listenerPorts?: number[];
  /** Networks whose clients are mirrored. */
  readonly clientCidrs?: string[];
  /** VPC of the appliance. */
  readonly vpcId: string;
  /** Subnet of the appliance, which the load balancer's subnets can reach. */
  readonly subnetId: string;
  /** Networks that may send mirrored packets: the subnets of the load balancer. */
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
  /** Order among the sessions of one interface. */
  readonly sessionNumber?: number;
  /** How much of each packet to copy. */
  readonly packetLengthBytes?: number;
  /** S3 bucket that holds the Terraform state. Absent: a file in the folder of the app. */
  readonly stateBucket?: string;
  /** Key of the state in its bucket. Default `tls-mirror/DEPLOYMENT.tfstate`. */
  readonly stateKey?: string;
}

/** Reads settings and checks what only they can tell; the constructs check the rest. Throws one `UserError` for all. */
export function readSettings(source: SettingsSource): Settings {
  const reader = new SettingsReader(source);
  const settings: Settings = {
    deployment: reader.text("deployment"),
    region: reader.text("region"),
    loadBalancerArn: reader.text("loadBalancerArn"),
    listenerPorts: reader.wholeNumbers("listenerPorts"),
    clientCidrs: reader.texts("clientCidrs"),
    vpcId: reader.text("vpcId"),
    subnetId: reader.text("subnetId"),
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
    sessionNumber: reader.wholeNumber("sessionNumber"),
    packetLengthBytes: reader.wholeNumber("packetLengthBytes"),
    stateBucket: reader.optionalText("stateBucket"),
    stateKey: reader.optionalText("stateKey"),
  };
  for (const problem of problemsBetween(settings)) reader.refuse(problem);
  reader.finish();
  return settings;
}

function retentionOf(reader: SettingsReader): CaptureRetention | undefined {
  const text = reader.optionalText("retention");
  const retention = Object.values(CaptureRetention).find((value) => value === text);
  if (text !== undefined && retention === undefined) reader.refuse(notARetention(text));
  return retention;
}

/** Empty values are missing ones, which the reader has already told. */
function problemsBetween(settings: Settings): string[] {
  const { region, loadBalancerArn: arn, vpcId, subnetId } = settings;
  const problems: string[] = [];
  const isRegion = /^[a-z]{2}(-[a-z]+)+-\d$/.test(region);
  if (region !== "" && !isRegion) problems.push(notARegion(region));
  if (isRegion && arn.startsWith("arn:") && arn.split(":")[3] !== region) problems.push(otherRegion(region, arn));
  if (vpcId !== "" && !/^vpc-[0-9a-f]{8,17}$/.test(vpcId)) {
    problems.push(notAnId("vpcId", vpcId, "vpc-0123456789abcdef0"));
  }
  if (subnetId !== "" && !/^subnet-[0-9a-f]{8,17}$/.test(subnetId)) {
    problems.push(notAnId("subnetId", subnetId, "subnet-0123456789abcdef0"));
  }
  if (settings.stateKey !== undefined && settings.stateBucket === undefined) problems.push(stateKeyWithoutBucket());
  return problems;
}
