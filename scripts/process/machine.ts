import { readFile } from "node:fs/promises";
import { hostname } from "node:os";

/** What cloud-init learned of the instance, readable by everybody. https://docs.cloud-init.io/en/latest/explanation/instancedata.html */
const INSTANCE_DATA = "/run/cloud-init/instance-data.json";

/** Which machine this is. */
export interface Machine {
  /** Stands in the names of objects: the instance's id, or the host's name where there is none. */
  readonly collector: string;
  /** Undefined outside of AWS. */
  readonly region: string | undefined;
}

export async function thisMachine(path = INSTANCE_DATA): Promise<Machine> {
  const text = await readFile(path, "utf8").catch(() => "{}");
  return machineOf(text, hostname());
}

/** Reads cloud-init's instance data; `host` stands in where it does not tell. */
export function machineOf(instanceData: string, host: string): Machine {
  const { v1 } = parsed(instanceData) as {
    readonly v1?: { readonly instance_id?: unknown; readonly region?: unknown };
  };
  const id = typeof v1?.instance_id === "string" && v1.instance_id.startsWith("i-") ? v1.instance_id : host;
  return {
    // A name of S3 is split at slashes, and ours at dashes by whoever reads it from the right.
    collector: id.replace(/[^A-Za-z0-9.-]/g, "-"),
    region: typeof v1?.region === "string" ? v1.region : undefined,
  };
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
