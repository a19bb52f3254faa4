import type { ApplianceOptions } from "./appliance-options";
import { readApplianceOptions } from "./appliance-options";
import type { CoverageOptions } from "./coverage";
import { readCoverageOptions } from "./coverage";
import { otherRegion } from "./errors";
import { isRegion, region, subnetId } from "./setting-forms";
import type { SettingsReader } from "./settings-reader";
import type { StateBucket } from "./state-backend";
import { readStateBucket } from "./state-backend";

/** What one deployment in one account consists of. Settings left out take the default of the construct that uses them. */
export interface OneAccountSettings extends ApplianceOptions, CoverageOptions {
  readonly shape: "one-account";
  /** Name of the deployment: 1 to 63 characters of a-z, 0-9 and "-". */
  readonly deployment: string;
  /** When it should be gone, RFC 3339; a tag. */
  readonly expiresAt?: string;
  /** Region of the load balancer, and so of everything else. */
  readonly region: string;
  /** ARN of the Application Load Balancer whose clients are looked at. */
  readonly loadBalancerArn: string;
  /** Subnet of the appliance, which the load balancer's subnets can reach. */
  readonly subnetId: string;
  /** TCP ports of its listeners. */
  readonly listenerPorts?: number[];
  /** Networks whose clients are mirrored. */
  readonly clientCidrs?: string[];
  /** Also mirrors ICMP with the clients. */
  readonly mirrorIcmp?: boolean;
  /** Order among the sessions of one interface. */
  readonly sessionNumber?: number;
  /** How much of each packet to copy. */
  readonly packetLengthBytes?: number;
  /** How many interfaces AWS lets send to the appliance. Default 10. */
  readonly sourceLimit?: number;
  /** Where the Terraform state is. Its key is by default `tls-mirror/DEPLOYMENT.tfstate`. */
  readonly state?: StateBucket;
}

export function readOneAccountSettings(reader: SettingsReader): OneAccountSettings {
  const deployment = reader.text("deployment");
  const here = region(reader, "region");
  const loadBalancerArn = reader.text("loadBalancerArn");
  // An ARN that is none is told by the construct that finds the interfaces.
  if (loadBalancerArn.startsWith("arn:") && isRegion(here) && loadBalancerArn.split(":")[3] !== here) {
    reader.refuse(otherRegion(here, loadBalancerArn));
  }
  return {
    shape: "one-account",
    deployment,
    expiresAt: reader.optionalText("expiresAt"),
    region: here,
    loadBalancerArn,
    listenerPorts: reader.wholeNumbers("listenerPorts"),
    clientCidrs: reader.texts("clientCidrs"),
    mirrorIcmp: reader.flag("mirrorIcmp"),
    ...readApplianceOptions(reader),
    subnetId: subnetId(reader, "subnetId"),
    sessionNumber: reader.wholeNumber("sessionNumber"),
    packetLengthBytes: reader.wholeNumber("packetLengthBytes"),
    sourceLimit: reader.wholeNumber("sourceLimit"),
    ...readCoverageOptions(reader),
    state: readStateBucket(reader, "stateKey", here),
  };
}
