import type { ApplianceSettings } from "../../modules/contracts";
import type { RawFile } from "./raw-file";

/**
 * Where results lie: below the outbox on disk, and under the same key in the bucket.
 *
 * A key is made of settings, collector and the raw file's name alone, so that a file processed again after a crash
 * gives objects of the same names.
 */
export interface ObjectKeys {
  /** `DEPLOYMENT/findings/dt=YYYY-MM-DD/hour=HH/COLLECTOR-TIME.ndjson.gz`; the VNI stands before TIME where it is not the only one. */
  readonly findings: string;
  /** `DEPLOYMENT/captures/dt=YYYY-MM-DD/hour=HH/COLLECTOR-VNI-TIME.pcapng`. */
  readonly capture: string;
}

export function objectKeys(
  settings: Pick<ApplianceSettings, "deployment" | "prefix" | "vnis">,
  collector: string,
  { vni, time, uniqueTime }: RawFile,
): ObjectKeys {
  const root = settings.prefix === undefined ? settings.deployment : `${settings.prefix}/${settings.deployment}`;
  const date = `${time.slice(0, 4)}-${time.slice(4, 6)}-${time.slice(6, 8)}`;
  const partition = `dt=${date}/hour=${time.slice(9, 11)}`;
  // Files of two VNIs are begun in the same second, and those of one that has left the settings may still wait.
  const isOnly = settings.vnis.every((each) => each === vni);
  const findings = isOnly ? uniqueTime : `${vni}-${uniqueTime}`;
  return {
    findings: `${root}/findings/${partition}/${collector}-${findings}.ndjson.gz`,
    capture: `${root}/captures/${partition}/${collector}-${vni}-${uniqueTime}.pcapng`,
  };
}
