import type { ApplianceSettings } from "../../modules/contracts";
import type { RawFile } from "./raw-file";

/**
 * Where results lie: below the outbox on disk, and under the same key in the bucket.
 *
 * A key is made of settings, collector and the raw file's name alone, so that a file processed again after a crash
 * gives objects of the same names.
 */
export interface ObjectKeys {
  /** `DEPLOYMENT/findings/dt=YYYY-MM-DD/hour=HH/COLLECTOR-TIME.ndjson.gz`; TIME is followed by the VNI where there are several. */
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
  // Files of two VNIs are begun in the same second.
  const findings = settings.vnis.length === 1 ? uniqueTime : `${uniqueTime}-${vni}`;
  return {
    findings: `${root}/findings/${partition}/${collector}-${findings}.ndjson.gz`,
    capture: `${root}/captures/${partition}/${collector}-${vni}-${uniqueTime}.pcapng`,
  };
}
