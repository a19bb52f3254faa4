import { metadataRefused } from "./errors";

/**
 * What AWS tells an instance of itself, by IMDSv2: with a token, from the instance alone.
 *
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-categories.html
 */
export class InstanceMetadata {
  readonly #origin: string;

  constructor(origin = "http://169.254.169.254") {
    this.#origin = origin;
  }

  async instanceId(): Promise<string> {
    return this.#required("instance-id");
  }

  async region(): Promise<string> {
    return this.#required("placement/region");
  }

  /** State that the Auto Scaling group wants, such as `InService` or `Terminated`; undefined outside of a group. */
  async targetLifeCycleState(): Promise<string | undefined> {
    return this.#tryRead("autoscaling/target-lifecycle-state");
  }

  async #required(category: string): Promise<string> {
    const text = await this.#tryRead(category);
    if (text === undefined) throw metadataRefused(category, 404);
    return text;
  }

  /** Undefined for what the instance has none of. */
  async #tryRead(category: string): Promise<string | undefined> {
    const token = await this.#call("PUT", "api/token", { "x-aws-ec2-metadata-token-ttl-seconds": "60" });
    const answer = await this.#call("GET", `meta-data/${category}`, { "x-aws-ec2-metadata-token": token ?? "" });
    return answer?.trim();
  }

  async #call(method: string, path: string, headers: Record<string, string>): Promise<string | undefined> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(`${this.#origin}/latest/${path}`, { method, headers, signal });
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw metadataRefused(path, answer.status);
    return answer.text();
  }
}

/** It is answered by the hypervisor, in milliseconds. */
const TIMEOUT_MS = 2_000;
