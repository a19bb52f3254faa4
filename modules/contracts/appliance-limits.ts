/** What the appliance takes in its settings; it refuses to start with anything else, and the constructs to deploy it. */

/** Whole numbers between two ends, both included. */
export interface WholeNumbers {
  /** The lowest. */
  readonly least: number;
  /** The highest. */
  readonly most: number;
}

/** VXLAN network identifiers: 24 bits (RFC 7348 section 5), of which AWS does not use 0. */
export const VIRTUAL_NETWORK_IDS: WholeNumbers = { least: 1, most: 0xffffff };

/** How many of them one appliance receives: a device and a capture each. */
export const VIRTUAL_NETWORK_ID_COUNT: WholeNumbers = { least: 1, most: 1024 };

/** TCP ports of listeners. */
export const LISTENER_PORTS: WholeNumbers = { least: 1, most: 65_535 };

/** TCP ports of the health check: the appliance runs without the right to take a lower one. */
export const HEALTH_PORTS: WholeNumbers = { least: 1024, most: 65_535 };

/** Below a second a rotation costs more than it tells; after a day at the latest a file is analyzed and stored. */
export const ROTATION_SECONDS: WholeNumbers = { least: 1, most: 86_400 };

/** Room for a few files even in a trial: a smaller budget would remove what was captured a moment ago. */
export const DISK_BUDGET_BYTES: WholeNumbers = { least: 64 * 1024 ** 2, most: Number.MAX_SAFE_INTEGER };

/** Names of S3 buckets. As all forms here, it reads the same in Terraform's regular expressions (RE2). */
export const BUCKET_FORM = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** A folder, without a slash at either end. */
export const PREFIX_FORM = /^[^/](.*[^/])?$/;

/** Ids of accounts. */
export const ACCOUNT_FORM = /^\d{12}$/;

/** Names of Regions, those of other partitions included. */
export const REGION_FORM = /^[a-z]{2,}(-[a-z]+)+-\d+$/;
