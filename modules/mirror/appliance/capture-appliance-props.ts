/** What an appliance keeps of the packets it captures. */
export enum CaptureRetention {
  /** TLS handshakes; application data is dropped before anything is stored. */
  HANDSHAKES = "handshakes",
  /** Whole packets. */
  EVERYTHING = "everything",
}

/** What one machine that captures and a fleet of them have in common. */
export interface CaptureApplianceProps {
  /** Name of the deployment, for the tags and for its folder in the bucket. */
  readonly deployment: string;
  /**
   * When this should be gone, RFC 3339; a tag that tells people and cleaning jobs, and removes nothing by itself.
   *
   * @default - no such tag
   */
  readonly expiresAt?: string;
  /** Machine image built from `packer/`. */
  readonly imageId: string;
  /** VPC of the subnet. */
  readonly vpcId: string;
  /** Networks that may send mirrored packets: the subnets of the load balancer. A token counts as IPv4. */
  readonly mirrorSourceCidrs: string[];
  /** VXLAN network identifiers of the sessions, from 1 to 16777215, each once, at most 1024. Others are discarded. */
  readonly virtualNetworkIds: number[];
  /**
   * TCP ports of the load balancer's listeners; a repeated one counts once.
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
   * Disk space that captures may take before the oldest are removed, in bytes, from 67108864 (64 MiB).
   *
   * @default - the volume less 10 GiB for the system
   */
  readonly diskBudgetBytes?: number;
  /**
   * How long one capture file is written before the next is begun, in seconds, up to 86400.
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
   * Account that must own the bucket, 12 digits; what is meant for it then goes to nobody else's.
   *
   * @default - any account may own it
   */
  readonly bucketOwner?: string;
  /**
   * Region of the bucket.
   *
   * @default - the appliance's own
   */
  readonly bucketRegion?: string;
  /**
   * TCP port of the health check, from 1024: the appliance runs without the right to take a lower one.
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

export const DEFAULT_INSTANCE_TYPE = "c7g.large";

export const DEFAULT_VOLUME_SIZE_GIB = 50;

/** IMDSv2 alone, and no answer that travels on to another machine or container. */
export const METADATA_OPTIONS = { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 };
