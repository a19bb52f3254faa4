import type { ApplianceSettings } from "../../modules/contracts";

/** What changed settings mean for a capture that runs. */
export interface ReloadPlan {
  /** Names of settings that take effect at once. */
  readonly applied: readonly string[];
  /** Names of settings that keep their old values until the service is restarted. */
  readonly needRestart: readonly string[];
}

/** Devices need a right the capture does not have, the health check a port, and metrics a name that stays. */
const NEED_RESTART: readonly (keyof ApplianceSettings)[] = ["deployment", "healthPort", "vnis"];

/** Compares settings by value. */
export function planReload(current: ApplianceSettings, next: ApplianceSettings): ReloadPlan {
  const names = [...new Set([...Object.keys(current), ...Object.keys(next)])].sort() as (keyof ApplianceSettings)[];
  const changed = names.filter((name) => JSON.stringify(current[name]) !== JSON.stringify(next[name]));
  return {
    applied: changed.filter((name) => !NEED_RESTART.includes(name)),
    needRestart: changed.filter((name) => NEED_RESTART.includes(name)),
  };
}
