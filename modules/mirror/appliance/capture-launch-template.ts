import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import type { ApplianceSettings } from "../../contracts";
import type { CaptureApplianceProps } from "./capture-appliance-props";
import { DEFAULT_INSTANCE_TYPE, DEFAULT_VOLUME_SIZE_GIB, METADATA_OPTIONS } from "./capture-appliance-props";
import type { CaptureRole } from "./capture-role";
import { settingsUserData } from "./capture-settings";
import { ownershipTags } from "../ownership";

/** What the machines of a fleet share, made before them. */
interface CaptureSurroundings {
  readonly settings: ApplianceSettings;
  readonly securityGroup: SecurityGroup;
  readonly role: CaptureRole;
}

/** Where Amazon Linux 2023, the image's base, has its root volume. */
const ROOT_DEVICE = "/dev/xvda";

/** How each machine of a fleet is made; the same as a `CaptureInstance`. */
export function captureLaunchTemplate(
  scope: Construct,
  props: CaptureApplianceProps,
  { settings, securityGroup, role }: CaptureSurroundings,
): LaunchTemplate {
  const tags = ownershipTags(props.deployment, props.expiresAt);
  return new LaunchTemplate(scope, "LaunchTemplate", {
    namePrefix: "tls-mirror-",
    description: "Capture appliance for TLS analysis",
    imageId: props.imageId,
    instanceType: props.instanceType ?? DEFAULT_INSTANCE_TYPE,
    iamInstanceProfile: { name: role.instanceProfileName },
    networkInterfaces: [
      { associatePublicIpAddress: "false", deleteOnTermination: "true", securityGroups: [securityGroup.id] },
    ],
    metadataOptions: METADATA_OPTIONS,
    // Every minute instead of every five, for scaling to follow.
    monitoring: { enabled: true },
    blockDeviceMappings: [
      {
        deviceName: ROOT_DEVICE,
        ebs: {
          encrypted: "true",
          deleteOnTermination: "true",
          volumeType: "gp3",
          volumeSize: props.volumeSizeGib ?? DEFAULT_VOLUME_SIZE_GIB,
        },
      },
    ],
    userData: Fn.base64encode(settingsUserData(settings)),
    tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({ resourceType, tags })),
    updateDefaultVersion: true,
    tags,
  });
}
