import type { AddressInfo } from "node:net";
import { createServer } from "node:http";
import { CAPTURE_HEALTH_PATH } from "../../modules/contracts";
import { healthPortTaken, reasonOf } from "./errors";
import type { HealthReport } from "./health";

/** A load balancer asks in one small request and goes. */
const REQUEST_TIMEOUT_MS = 5_000;
const MAX_CONNECTIONS = 64;

export interface HealthServer {
  readonly port: number;
  close(): void;
}

/** Of one side alone. */
const STORAGE_PATH = "/storage";

/**
 * Answers GET or HEAD with 200 when healthy and 503 when not, and tells why as JSON: `/capture` and `/storage` for one
 * side of it, any other path for both.
 *
 * A load balancer asks for the capture alone. What is not stored lies on this machine's disk: one that was replaced for
 * it would take the files along, and the next would find the same bucket away.
 *
 * @param report - the state at the moment of the request
 */
export async function serveHealth(port: number, report: () => HealthReport): Promise<HealthServer> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS });
  server.maxConnections = MAX_CONNECTIONS;
  server.on("request", (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
      return;
    }
    const health = report();
    response
      .writeHead(isHealthy(health, request.url ?? "/") ? 200 : 503, {
        "content-type": "application/json",
        "cache-control": "no-store",
      })
      .end(request.method === "HEAD" ? undefined : `${JSON.stringify(health)}\n`);
  });
  await new Promise<void>((listening, refused) => {
    server.once("error", (error) => {
      refused(healthPortTaken(port, reasonOf(error)));
    });
    server.listen(port, listening);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function isHealthy({ healthy, capture, storage }: HealthReport, url: string): boolean {
  switch (url.split("?")[0]) {
    case CAPTURE_HEALTH_PATH:
      return capture.healthy;
    case STORAGE_PATH:
      return storage.healthy;
    default:
      return healthy;
  }
}
