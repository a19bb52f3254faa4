/** What a deployment tells its capture appliance: rendered to user data by the constructs, read by the capture script. */

/** Where the appliance finds its settings, as JSON in UTF-8. */
export const APPLIANCE_SETTINGS_PATH = "/etc/tls-mirror/capture.json";

/** TCP port of the appliance's health check. */
export const DEFAULT_HEALTH_PORT = 8080;

/**
 * Path of the health check that tells of the capture alone: the one for a load balancer, since a machine that was replaced
 * for what it could not upload would take it along.
 */
export const CAPTURE_HEALTH_PATH = "/capture";

/** How long one capture file is written before the next is begun, in seconds. */
export const DEFAULT_ROTATION_SECONDS = 300;

/** `handshakes` drops application data before anything is stored; `everything` keeps whole packets. */
export type Retention = "handshakes" | "everything";

/** Content of {@link APPLIANCE_SETTINGS_PATH}. */
export interface ApplianceSettings {
  /** Name of the deployment; also the first folder of what is stored in the bucket. */
  readonly deployment: string;
  /** VXLAN network identifiers to receive, RFC 7348 section 5. One device each. At least one. */
  readonly vnis: readonly number[];
  /** TCP ports of the balancer's listeners. At least one. */
  readonly listenerPorts: readonly number[];
  /** How long one capture file is written before the next is begun, in seconds. */
  readonly rotationSeconds: number;
  /** Disk space that captures may take before the oldest are removed, in bytes. */
  readonly diskBudgetBytes: number;
  /**
   * Bucket that captures and findings are uploaded to.
   *
   * @default - none; they stay on the appliance
   */
  readonly bucket?: string;
  /**
   * Folder in the bucket, above the deployment's own; without a slash at either end.
   *
   * @default - the bucket's root
   */
  readonly prefix?: string;
  /**
   * Account that owns the bucket, 12 digits: an upload to anybody else's is refused.
   *
   * @default - it is not checked
   */
  readonly bucketOwner?: string;
  /**
   * Region of the bucket.
   *
   * @default - the appliance's own
   */
  readonly region?: string;
  /** What is kept of the packets. */
  readonly retention: Retention;
  /** TCP port of the health check. */
  readonly healthPort: number;
}
