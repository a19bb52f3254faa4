import { Instance } from "@cdktf/provider-aws/lib/instance";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Op, Token } from "cdktf";
import { Construct } from "constructs";
import type { ApplianceSettings } from "../contracts";
import { DEFAULT_HEALTH_PORT, DEFAULT_ROTATION_SECONDS } from "../contracts";
import { captureProblems } from "./capture-checks";
import { CaptureRole } from "./capture-role";
import { settingsUserData } from "./capture-settings";
import { tryParseCidr } from "./cidr";
import { refused } from "./errors";
import { ownershipTags } from "./ownership";

/** What an appliance keeps of the packets it captures. */
export enum CaptureRetention {
  /** TLS handshakes; application data is dropped before anything is stored. */
  HANDSHAKES = "handshakes",
  /** Whole packets. */
  EVERYTHING = "everything",
}

/** One machine that receives mirrored packets and captures them. */
export interface CaptureInstanceProps {
  /** Name of the deployment, for the tags and for its folder in the bucket. */
  readonly deployment: string;
  /** Machine image built from `packer/`. */
  readonly imageId: string;
  /** VPC of the subnet. */
  readonly vpcId: string;
  /** Subnet that the load balancer's subnets can reach. */
  readonly subnetId: string;
  /** Networks that may send mirrored packets: the subnets of the load balancer. A token counts as IPv4. */
  readonly mirrorSourceCidrs: string[];
  /** VXLAN network identifiers of the sessions, from 1 to 16777215. Others are discarded. */
  readonly virtualNetworkIds: number[];
  /**
   * TCP ports of the load balancer's listeners.
   *
   * @default [443]
   */
  readonly listenerPorts?: number[];
  /**
   * Instance type, of the image's architecture.
   *
   * @default "c7g.large", for an arm64 image
   */
  readonly instanceType?: string;
  /**
   * Size of the encrypted volume that holds the system and the captures, in GiB.
   *
   * @default 50
   */
  readonly volumeSizeGib?: number;
  /**
   * Disk space that captures may take before the oldest are removed, in bytes.
   *
   * @default - the volume less 10 GiB for the system
   */
  readonly diskBudgetBytes?: number;
  /**
   * How long one capture file is written before the next is begun, in seconds.
   *
   * @default 300
   */
  readonly rotationSeconds?: number;
  /**
   * What is kept of the packets.
   *
   * @default CaptureRetention.HANDSHAKES
   */
  readonly retention?: CaptureRetention;
  /**
   * Bucket that captures and findings are uploaded to.
   *
   * @default - none; captures stay on the instance until its disk budget is used
   */
  readonly bucket?: string;
  /**
   * Folder in the bucket, above the deployment's own; without a slash at either end.
   *
   * @default - the bucket's root
   */
  readonly prefix?: string;
  /**
   * ARN of the KMS key that encrypts the bucket.
   *
   * @default - none; the bucket is encrypted by S3's own keys
   */
  readonly bucketKeyArn?: string;
  /**
   * TCP port of the health check.
   *
   * @default 8080
   */
  readonly healthPort?: number;
  /**
   * Lets operators open a shell through Systems Manager, which is the only way in.
   *
   * @default false
   */
  readonly allowSessionManager?: boolean;
}

/** UDP port on which mirrored packets arrive, RFC 7348 section 5. */
const VXLAN_PORT = 4789;

const GIB = 1024 ** 3;

/**
 * Captures mirrored packets on one machine, for a mirror target of its network interface.
 *
 * No SSH, no public address, IMDSv2 alone, everything on disk encrypted. It receives UDP port 4789 and connects to
 * nothing but HTTPS, which uploads, metrics and Systems Manager need.
 */
export class CaptureInstance extends Construct {
  readonly instanceId: string;

  /** The interface that a `MirrorTarget` names. */
  readonly networkInterfaceId: string;

  readonly privateIp: string;

  readonly role: CaptureRole;

  readonly securityGroup: SecurityGroup;

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: Instance;

  constructor(scope: Construct, id: string, props: CaptureInstanceProps) {
    super(scope, id);
    const volumeSizeGib = props.volumeSizeGib ?? 50;
    const settings: ApplianceSettings = {
      deployment: props.deployment,
      vnis: props.virtualNetworkIds,
      listenerPorts: props.listenerPorts ?? [443],
      rotationSeconds: props.rotationSeconds ?? DEFAULT_ROTATION_SECONDS,
      diskBudgetBytes: props.diskBudgetBytes ?? defaultDiskBudget(volumeSizeGib),
      retention: props.retention === CaptureRetention.EVERYTHING ? "everything" : "handshakes",
      healthPort: props.healthPort ?? DEFAULT_HEALTH_PORT,
      ...(props.bucket === undefined ? {} : { bucket: props.bucket }),
      ...(props.prefix === undefined ? {} : { prefix: props.prefix }),
    };
    const problems = captureProblems({ ...props, settings, volumeSizeGib });
    if (problems.length > 0) throw refused(this.node.path, problems);

    const tags = ownershipTags(props.deployment);
    this.securityGroup = mirrorSecurityGroup(this, props);
    this.role = new CaptureRole(this, "Role", props);
    this.resource = new Instance(this, "Resource", {
      ami: props.imageId,
      instanceType: props.instanceType ?? "c7g.large",
      subnetId: props.subnetId,
      vpcSecurityGroupIds: [this.securityGroup.id],
      associatePublicIpAddress: false,
      iamInstanceProfile: this.role.instanceProfileName,
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { encrypted: true, volumeType: "gp3", volumeSize: volumeSizeGib, tags },
      userData: settingsUserData(settings),
      userDataReplaceOnChange: false,
      tags,
    });
    this.instanceId = this.resource.id;
    this.networkInterfaceId = this.resource.primaryNetworkInterfaceId;
    this.privateIp = this.resource.privateIp;
  }
}

/** Leaves 10 GiB to the system. The size may be a token, which only Terraform can compute with. */
function defaultDiskBudget(volumeSizeGib: number): number {
  if (Token.isUnresolved(volumeSizeGib)) return Token.asNumber(Op.mul(Op.sub(volumeSizeGib, 10), GIB));
  return (volumeSizeGib - 10) * GIB;
}

function mirrorSecurityGroup(scope: Construct, props: CaptureInstanceProps): SecurityGroup {
  const isIpv6 = (cidr: string) => tryParseCidr(cidr)?.family === 6;
  return new SecurityGroup(scope, "SecurityGroup", {
    namePrefix: "tls-mirror-",
    description: "Capture appliance for TLS analysis",
    vpcId: props.vpcId,
    ingress: [
      {
        description: "mirrored packets in VXLAN",
        protocol: "udp",
        fromPort: VXLAN_PORT,
        toPort: VXLAN_PORT,
        cidrBlocks: props.mirrorSourceCidrs.filter((cidr) => !isIpv6(cidr)),
        ipv6CidrBlocks: props.mirrorSourceCidrs.filter(isIpv6),
      },
    ],
    egress: [
      {
        description: "uploads, metrics and Systems Manager",
        protocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrBlocks: ["0.0.0.0/0"],
        ipv6CidrBlocks: ["::/0"],
      },
    ],
    tags: ownershipTags(props.deployment),
  });
}
