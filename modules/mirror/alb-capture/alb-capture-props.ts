import type { CaptureRetention } from "../appliance/capture-appliance-props";
import type { IMirrorFilter } from "../filter/filter";
import type { ICaptureStore } from "../store/capture-store";
import type { IMirrorTarget } from "../target/target";

/** An Application Load Balancer to capture, where to, and for how long. */
export interface AlbCaptureProps {
  /** Name of the deployment, for tags, folders, metrics and alarms. */
  readonly deployment: string;
  /**
   * ARN of the Application Load Balancer, which must exist before the plan.
   *
   * @default - none; `loadBalancerName` is given
   */
  readonly loadBalancerArn?: string;
  /**
   * Name of the Application Load Balancer in the provider's account and Region, which must exist before the plan.
   *
   * @default - none; `loadBalancerArn` is given
   */
  readonly loadBalancerName?: string;
  /**
   * Machine image built from `packer/`.
   *
   * @default - none; `target` is given
   */
  readonly imageId?: string;
  /**
   * Subnets for the appliances, which the load balancer's subnets reach, with a way out on HTTPS. One makes a single
   * machine; two or more, in different Availability Zones, make a fleet behind a Network Load Balancer.
   *
   * @default - none; `target` is given
   */
  readonly subnetIds?: string[];
  /**
   * When all of this should be gone, RFC 3339; a tag that tells people and cleaning jobs, and removes nothing by itself.
   *
   * @default - no such tag
   */
  readonly expiresAt?: string;
  /**
   * TCP ports of the load balancer's listeners: which are mirrored, and which the appliances look at.
   *
   * @default - [443]; where `filter` is given, the ports that it tells, as those made by `forListeners`, `forTargets` and
   * `withoutCidrs` do
   */
  readonly listenerPorts?: number[];
  /**
   * Networks whose clients are mirrored, IPv4 or IPv6.
   *
   * @default - every client, of both families
   */
  readonly clientCidrs?: string[];
  /**
   * Also mirrors ICMP with the clients, which shows trouble with path MTU. Costs two filter rules for each of
   * `clientCidrs`, so four for every client.
   *
   * @default false
   */
  readonly mirrorIcmp?: boolean;
  /**
   * A filter of your own, for instance one that serves several deployments.
   *
   * @default - one that mirrors the client side of the listeners alone
   */
  readonly filter?: IMirrorFilter;
  /**
   * What captures already, for instance a fleet of another stack or a collector of another account.
   *
   * @default - an appliance or a fleet is made here
   */
  readonly target?: IMirrorTarget;
  /**
   * Where captures and findings are kept.
   *
   * @default - a `CaptureStore` is made, which `terraform destroy` does not empty
   */
  readonly store?: ICaptureStore;
  /**
   * After how many days captures expire from the store that is made.
   *
   * @default 30
   */
  readonly captureRetentionDays?: number;
  /**
   * After how many days findings expire from the store that is made.
   *
   * @default 365
   */
  readonly findingsRetentionDays?: number;
  /**
   * Lets `terraform destroy` delete every capture and finding in the store that is made. Without, the bucket stays where
   * there are any, and they no longer expire: see `CaptureStoreProps`.
   *
   * @default false
   */
  readonly forceDestroy?: boolean;
  /**
   * VPC of the appliances.
   *
   * @default - the load balancer's
   */
  readonly vpcId?: string;
  /**
   * Networks that may send mirrored packets.
   *
   * @default - the IPv4 networks of the load balancer's subnets, looked up in the provider's account
   */
  readonly mirrorSourceCidrs?: string[];
  /**
   * Instance type, of the image's architecture.
   *
   * @default "c7g.large", for an arm64 image
   */
  readonly instanceType?: string;
  /**
   * What is kept of the packets.
   *
   * @default CaptureRetention.HANDSHAKES
   */
  readonly retention?: CaptureRetention;
  /**
   * Lets operators open a shell on the appliances through Systems Manager, which is the only way in.
   *
   * @default false
   */
  readonly allowSessionManager?: boolean;
  /**
   * ARNs of SNS topics that are told when an alarm goes off, and when it is over.
   *
   * @default - none; dashboard and alarms are seen in the console alone
   */
  readonly alarmActionArns?: string[];
  /**
   * Whether a check of every five minutes, with an alarm, holds the load balancer's interfaces against the sessions: a
   * `SessionCoverage`. It takes two roles, a state machine and a schedule in the load balancer's account.
   *
   * @default true
   */
  readonly watchCoverage?: boolean;
  /**
   * Whether an alarm holds the failures that the load balancer counts against those that are seen. They are comparable
   * only where `listenerPorts` are all its TLS listeners: say false where they are not.
   *
   * @default - true, and false where `clientCidrs` or `filter` lets only a part of the clients through
   */
  readonly watchUnseenFailures?: boolean;
  /**
   * VXLAN network identifier of the copies, from 1 to 16777215.
   *
   * @default 12345
   */
  readonly virtualNetworkId?: number;
  /**
   * Order among the sessions of one interface; the lowest whose filter accepts a packet gets it. From 1 to 32766.
   *
   * @default 1
   */
  readonly sessionNumber?: number;
}
