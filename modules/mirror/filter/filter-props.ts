import type { MirrorFilterRule } from "./filter-rule";

/** A filter of the caller's own rules. */
export interface MirrorFilterProps {
  /** Name of the deployment, for the tags. */
  readonly deployment: string;
  /**
   * When this should be gone, RFC 3339; a tag that tells people and cleaning jobs, and removes nothing by itself.
   *
   * @default - no such tag
   */
  readonly expiresAt?: string;
  /** At most ten, at least one of them accepting in each direction. */
  readonly rules: MirrorFilterRule[];
  /**
   * Shown in the AWS console. Changing it replaces the filter.
   *
   * @default "Traffic for TLS analysis"
   */
  readonly description?: string;
  /**
   * Also mirrors what the interface says to Amazon's name servers, whatever the rules say.
   *
   * @default false
   */
  readonly mirrorAmazonDns?: boolean;
  /**
   * Allows a rule that accepts connections on any port, and so what a balancer says to its targets, decrypted or not. Not
   * needed where rules before it reject all TCP with the networks of the targets.
   *
   * @default false
   */
  readonly allowPlaintextTargetLeg?: boolean;
  /**
   * TCP ports of those whom clients connect to, listeners or targets: what `AlbCapture` tells its appliances.
   *
   * @default - not told
   */
  readonly serverPorts?: number[];
}

/** A filter for the client side of a load balancer. */
export interface ListenerFilterProps {
  /** Name of the deployment, for the tags. */
  readonly deployment: string;
  /**
   * When this should be gone, RFC 3339; a tag that tells people and cleaning jobs, and removes nothing by itself.
   *
   * @default - no such tag
   */
  readonly expiresAt?: string;
  /**
   * TCP ports of the listeners. Adjacent ports share rules.
   *
   * @default [443]
   */
  readonly listenerPorts?: number[];
  /**
   * Networks whose clients are mirrored, IPv4 or IPv6; a token counts as IPv4. Each costs two rules a port range.
   *
   * @default - every client, of both families
   */
  readonly clientCidrs?: string[];
  /**
   * Also mirrors ICMP with the clients, which shows trouble with path MTU. Costs two rules for each of `clientCidrs`.
   *
   * @default false
   */
  readonly mirrorIcmp?: boolean;
  /**
   * Also mirrors what the interface says to Amazon's name servers.
   *
   * @default false
   */
  readonly mirrorAmazonDns?: boolean;
}

/** A filter for what a load balancer and its targets say to each other. */
export interface TargetFilterProps {
  /** Name of the deployment, for the tags. */
  readonly deployment: string;
  /**
   * When this should be gone, RFC 3339; a tag that tells people and cleaning jobs, and removes nothing by itself.
   *
   * @default - no such tag
   */
  readonly expiresAt?: string;
  /** TCP ports of the targets. Adjacent ports share rules. */
  readonly targetPorts: number[];
  /**
   * Networks of the targets, IPv4 or IPv6; a token counts as IPv4. Each costs two rules a port range.
   *
   * @default - every address, of both families
   */
  readonly targetCidrs?: string[];
  /**
   * Also mirrors ICMP with the targets, which shows trouble with path MTU. Costs two rules for each of `targetCidrs`.
   *
   * @default false
   */
  readonly mirrorIcmp?: boolean;
}

/** A filter for clients outside some networks. */
export interface OutsideFilterProps {
  /** Name of the deployment, for the tags. */
  readonly deployment: string;
  /**
   * When this should be gone, RFC 3339; a tag that tells people and cleaning jobs, and removes nothing by itself.
   *
   * @default - no such tag
   */
  readonly expiresAt?: string;
  /** Networks left out, for instance those of the VPC; four at the most. Each costs two rules. */
  readonly excludedCidrs: string[];
  /**
   * TCP ports of the listeners. Adjacent ports share rules.
   *
   * @default [443]
   */
  readonly listenerPorts?: number[];
  /**
   * Networks whose clients are mirrored unless they are in `excludedCidrs`; a token counts as IPv4. Each costs two rules
   * a port range, so that `["0.0.0.0/0"]` takes half of the rules.
   *
   * @default - every client, of both families
   */
  readonly clientCidrs?: string[];
  /**
   * Also mirrors ICMP with the clients, which shows trouble with path MTU. Costs two rules for each of `clientCidrs`.
   *
   * @default false
   */
  readonly mirrorIcmp?: boolean;
}
