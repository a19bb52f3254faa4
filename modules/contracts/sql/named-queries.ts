import { CLIENTS, FINGERPRINTS, POLICY_IMPACT, TIMELINE, TOP_CAUSES } from "./query-texts";

/** A ready-made question to the table `findings`. The same text runs on Athena and on DuckDB with `TRINO_MACROS`. */
export interface NamedQuery {
  /** What it is called on the command line and in Athena. */
  readonly name: string;
  /** What it answers, in a line. */
  readonly description: string;
  /** One statement. Its two parameters are the first and the last day, each like `2026-11-22`. */
  readonly sql: string;
}

/** In the order in which one would ask. Each is the file NAME.sql of this folder. */
export const NAMED_QUERIES: readonly NamedQuery[] = [
  { name: "top-causes", description: "Why handshakes failed, the most frequent cause first", sql: TOP_CAUSES },
  { name: "clients", description: "Clients whose handshakes failed, and whether any succeeded", sql: CLIENTS },
  { name: "fingerprints", description: "Client software by JA4, and how often each failed", sql: FINGERPRINTS },
  { name: "timeline", description: "Outcomes by the minute, to lay over CloudWatch's metrics", sql: TIMELINE },
  { name: "policy-impact", description: "Whom another security policy would refuse or admit", sql: POLICY_IMPACT },
];
