import type { ApplianceSettings } from "../../modules/contracts";
import type { RawFile } from "./raw-file";

/**
 * Where results lie: below the outbox on disk, and under the same key in the bucket.
 *
 * A key is made of the deployment's folder, the collector and the raw file's name alone, so that a file processed again
 * gives objects of the same names, whatever else has changed in the settings meanwhile. The VNI is always in it: files
 * of two are begun in the same second, and those of one that has left the settings may still wait.
 */
export interface ObjectKeys {
  /** `DEPLOYMENT/findings/dt=YYYY-MM-DD/hour=HH/COLLECTOR-VNI-TIME.ndjson.gz`. */
  readonly findings: string;
  /** `DEPLOYMENT/captures/dt=YYYY-MM-DD/hour=HH/COLLECTOR-VNI-TIME.pcapng`. */
  readonly capture: string;
}

export function objectKeys(
  settings: Pick<ApplianceSettings, "deployment" | "prefix">,
  collector: string,
  { vni, time, uniqueTime }: RawFile,
): ObjectKeys {
  const root = settings.prefix === undefined ? settings.deployment : `${settings.prefix}/${settings.deployment}`;
  const date = `${time.slice(0, 4)}-${time.slice(4, 6)}-${time.slice(6, 8)}`;
  const partition = `dt=${date}/hour=${time.slice(9, 11)}`;
  const file = `${collector}-${vni}-${uniqueTime}`;
  return {
    findings: `${root}/findings/${partition}/${file}.ndjson.gz`,
    capture: `${root}/captures/${partition}/${file}.pcapng`,
  };
}
