import { createSocket } from "node:dgram";
import { hasMetrics } from "./embedded-metrics";

/** Where the CloudWatch agent listens for embedded metrics by default. */
const DEFAULT_ENDPOINT = "udp://127.0.0.1:25888";

/**
 * Hands log lines that have metrics to the CloudWatch agent on this machine, which sends them to CloudWatch Logs.
 *
 * By UDP, so that neither a slow agent nor a missing one holds anything up: the line is in the journal in any case.
 */
export class MetricsAgent {
  readonly #socket = createSocket("udp4");
  readonly #agent: URL;

  /** The endpoint may also be named by the variable that AWS's own libraries read. */
  constructor(endpoint = process.env["AWS_EMF_AGENT_ENDPOINT"] ?? DEFAULT_ENDPOINT) {
    this.#agent = new URL(endpoint);
    this.#socket.unref();
    // Refused where no agent listens.
    this.#socket.on("error", () => undefined);
  }

  /** Lines without metrics are none of its business. */
  offer(jsonLine: string): void {
    if (hasMetrics(jsonLine)) this.#socket.send(jsonLine, Number(this.#agent.port), this.#agent.hostname);
  }
}
