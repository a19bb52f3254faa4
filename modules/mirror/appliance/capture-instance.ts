import { Instance } from "@cdktf/provider-aws/lib/instance";
import type { SecurityGroupIngress } from "@cdktf/provider-aws/lib/security-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Op, Token } from "cdktf";
import { Construct } from "constructs";
import type { ApplianceSettings } from "../../contracts";
import { DEFAULT_HEALTH_PORT, DEFAULT_ROTATION_SECONDS } from "../../contracts";
import { captureProblems } from "./capture-checks";
import { CaptureRole } from "./capture-role";
import { settingsUserData } from "./capture-settings";
import { ANYWHERE, tryParseCidr } from "../cidr";
import { refused } from "../errors";
import { ownershipTags } from "../ownership";
import { VXLAN_PORT } from "../vxlan";

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
   * Networks that may ask for the appliance's health: the subnets of a `CaptureLoadBalancer`. A token counts as IPv4.
   *
   * @default - none
   */
  readonly healthCheckCidrs?: string[];
  /**
   * Lets operators open a shell through Systems Manager, which is the only way in.
   *
   * @default false
   */
  readonly allowSessionManager?: boolean;
}

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
    this.securityGroup = securityGroup(this, props, settings.healthPort);
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

function securityGroup(scope: Construct, props: CaptureInstanceProps, healthPort: number): SecurityGroup {
  const vxlan = rule("mirrored packets in VXLAN", "udp", VXLAN_PORT, props.mirrorSourceCidrs);
  const health = rule("health check", "tcp", healthPort, props.healthCheckCidrs ?? []);
  return new SecurityGroup(scope, "SecurityGroup", {
    namePrefix: "tls-mirror-",
    description: "Capture appliance for TLS analysis",
    vpcId: props.vpcId,
    ingress: props.healthCheckCidrs === undefined ? [vxlan] : [vxlan, health],
    egress: [rule("uploads, metrics and Systems Manager", "tcp", 443, ANYWHERE)],
    tags: ownershipTags(props.deployment),
  });
}

function rule(description: string, protocol: string, port: number, cidrs: readonly string[]): SecurityGroupIngress {
  const isIpv6 = (cidr: string) => tryParseCidr(cidr)?.family === 6;
  return {
    description,
    protocol,
    fromPort: port,
    toPort: port,
    cidrBlocks: cidrs.filter((cidr) => !isIpv6(cidr)),
    ipv6CidrBlocks: cidrs.filter(isIpv6),
  };
}
