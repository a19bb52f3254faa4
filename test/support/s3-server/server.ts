import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Bucket } from "./bucket";
import { Faults, type Fault } from "./faults";
import type { Answer } from "./operations";
import { answerTo } from "./operations";
import { S3Error } from "./s3-error";

export interface S3ServerOptions {
  /** @default "captures" */
  readonly bucket?: string;
  /** Account that owns the bucket. @default "111122223333" */
  readonly owner?: string;
}

/**
 * As much of S3 as an upload meets, over HTTP, path style, for the real SDK: objects, conditional writes, multipart
 * uploads, checksums in headers and trailers, the bucket's owner, errors as XML, and faults on request.
 *
 * Signatures must be there and are not verified.
 */
export class S3Server {
  readonly bucket = new Bucket();
  readonly faults = new Faults();
  /** What was asked, as `PUT key`, in order. */
  readonly requests: string[] = [];
  readonly #name: string;
  readonly #owner: string;
  #server: Server | undefined;
  #port = 0;

  private constructor({ bucket, owner }: S3ServerOptions) {
    this.#name = bucket ?? "captures";
    this.#owner = owner ?? "111122223333";
  }

  static async start(options: S3ServerOptions = {}): Promise<S3Server> {
    const server = new S3Server(options);
    await server.comeBack();
    return server;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Contents of an object. */
  content(key: string): Buffer {
    return this.bucket.get(key).bytes;
  }

  /** Refuses connections, and drops those there are. */
  async goAway(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    server?.closeAllConnections();
    if (server !== undefined) await new Promise((closed) => server.close(closed));
  }

  /** Listens where it did before. */
  async comeBack(): Promise<void> {
    const server = createServer((request, response) => void this.#serve(request, response));
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = this.faults.take();
    if (fault?.kind === "hang") return;
    // Once its body was given up, the request has forgotten it.
    const { socket } = request;
    try {
      const body = await bodyOf(request, fault?.kind === "drop-in-body" ? fault.afterBytes : Infinity);
      if (fault?.kind === "slow") await delay(fault.milliseconds);
      const answer = this.#answer(request, body, fault);
      if (fault?.kind === "stored-but-dropped") socket.destroy();
      else send(request, response, answer);
    } catch (error) {
      if (error instanceof S3Error) send(request, response, { status: error.status, body: error.toXml() });
      else socket.destroy();
    }
  }

  #answer(request: IncomingMessage, body: Buffer, fault: Fault | undefined): Answer {
    const url = new URL(request.url ?? "/", this.endpoint);
    const [, name = "", key = ""] = /^\/([^/]*)\/?(.*)$/.exec(url.pathname) ?? [];
    this.requests.push(`${request.method ?? ""} ${decodeURIComponent(key)}`);
    if (fault?.kind === "slow-down") throw new S3Error("SlowDown");
    if (fault?.kind === "error") throw new S3Error(fault.code);
    if (!(request.headers.authorization ?? "").startsWith("AWS4-HMAC-SHA256 ")) throw new S3Error("AccessDenied");
    if (name !== this.#name) throw new S3Error("NoSuchBucket");
    const expected = request.headers["x-amz-expected-bucket-owner"];
    if (expected !== undefined && expected !== this.#owner) throw new S3Error("AccessDenied");
    const answer = answerTo(
      this.bucket,
      {
        method: request.method ?? "",
        bucket: name,
        key: decodeURIComponent(key),
        query: url.searchParams,
        headers: request.headers,
      },
      body,
    );
    if (fault?.kind === "stored-but-500") throw new S3Error("InternalError");
    return answer;
  }
}

async function bodyOf(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= limit) throw new Error("dropped in the middle of the body, as asked");
  }
  return Buffer.concat(chunks);
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body = "" }: Answer): void {
  const content = Buffer.from(body);
  const type = typeof body === "string" && body !== "" ? { "content-type": "application/xml" } : {};
  response.writeHead(status, {
    "x-amz-request-id": "0000000000000000",
    "content-length": content.length,
    ...type,
    ...headers,
  });
  response.end(request.method === "HEAD" ? undefined : content);
}
