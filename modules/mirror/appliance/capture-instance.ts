import { Instance } from "@cdktf/provider-aws/lib/instance";
import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Construct } from "constructs";
import type { CaptureApplianceProps } from "./capture-appliance-props";
import { DEFAULT_INSTANCE_TYPE, DEFAULT_VOLUME_SIZE_GIB, METADATA_OPTIONS } from "./capture-appliance-props";
import { captureProblems } from "./capture-checks";
import { CaptureRole } from "./capture-role";
import { captureSecurityGroup } from "./capture-security-group";
import { captureSettings, settingsUserData } from "./capture-settings";
import { refused } from "../errors";
import { ownershipTags } from "../ownership";
import { idProblems } from "../resource-id";

/** One machine that receives mirrored packets and captures them. */
export interface CaptureInstanceProps extends CaptureApplianceProps {
  /** Subnet that the load balancer's subnets can reach. */
  readonly subnetId: string;
  /**
   * Networks that may ask for the appliance's health: the subnets of a `CaptureLoadBalancer`. A token counts as IPv4.
   *
   * @default - none
   */
  readonly healthCheckCidrs?: string[];
}

/**
 * Captures mirrored packets on one machine, for a mirror target of its network interface.
 *
 * No SSH, no public address, IMDSv2 alone, everything on disk encrypted. It receives UDP port 4789 and connects to
 * nothing but HTTPS, which uploads, metrics and Systems Manager need.
 */
export class CaptureInstance extends Construct {
  /** Id of the instance, for Systems Manager and for a load balancer. */
  readonly instanceId: string;

  /** The interface that a `MirrorTarget` names. */
  readonly networkInterfaceId: string;

  /** Address that the mirrored packets are sent to. */
  readonly privateIp: string;

  /** What the appliance may do. */
  readonly role: CaptureRole;

  /** What may reach the appliance, for rules that this class does not offer. */
  readonly securityGroup: SecurityGroup;

  /** Disk space that captures may take, in bytes; for `MirrorAlarms`. */
  readonly diskBudgetBytes: number;

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: Instance;

  constructor(scope: Construct, id: string, props: CaptureInstanceProps) {
    super(scope, id);
    const volumeSizeGib = props.volumeSizeGib ?? DEFAULT_VOLUME_SIZE_GIB;
    const settings = captureSettings(props);
    const problems = [
      ...captureProblems({ ...props, settings, volumeSizeGib }),
      ...idProblems("subnetId", "subnet", props.subnetId),
    ];
    if (problems.length > 0) throw refused(this.node.path, problems);

    const tags = ownershipTags(props.deployment, props.expiresAt);
    this.securityGroup = captureSecurityGroup(this, props, settings.healthPort);
    this.role = new CaptureRole(this, "Role", props);
    this.resource = new Instance(this, "Resource", {
      ami: props.imageId,
      instanceType: props.instanceType ?? DEFAULT_INSTANCE_TYPE,
      subnetId: props.subnetId,
      vpcSecurityGroupIds: [this.securityGroup.id],
      associatePublicIpAddress: false,
      iamInstanceProfile: this.role.instanceProfileName,
      metadataOptions: METADATA_OPTIONS,
      rootBlockDevice: { encrypted: true, volumeType: "gp3", volumeSize: volumeSizeGib, tags },
      userData: settingsUserData(settings),
      userDataReplaceOnChange: false,
      tags,
    });
    this.instanceId = this.resource.id;
    this.networkInterfaceId = this.resource.primaryNetworkInterfaceId;
    this.privateIp = this.resource.privateIp;
    this.diskBudgetBytes = settings.diskBudgetBytes;
  }
}
