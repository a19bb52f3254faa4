import { Fn } from "cdktf";
import type { ApplianceSettings } from "../../contracts";
import { APPLIANCE_SETTINGS_PATH } from "../../contracts";

/**
 * User data that writes the appliance's settings at every boot.
 *
 * A boothook and not a plain script, since cloud-init runs it at each boot and early: Terraform applies changed user
 * data by a stop and a start, which keeps the interface and the captures where a new instance would lose both.
 * Values may be tokens; Terraform encodes them.
 */
export function settingsUserData(settings: ApplianceSettings): string {
  const folder = APPLIANCE_SETTINGS_PATH.slice(0, APPLIANCE_SETTINGS_PATH.lastIndexOf("/"));
  return [
    "#cloud-boothook",
    "#!/bin/sh",
    "set -eu",
    `mkdir -p ${folder}`,
    // Renamed into place, so that no reader finds half a file.
    `cat > ${APPLIANCE_SETTINGS_PATH}.new <<'END_OF_SETTINGS'`,
    Fn.jsonencode(settings),
    "END_OF_SETTINGS",
    `chmod 0644 ${APPLIANCE_SETTINGS_PATH}.new`,
    `mv ${APPLIANCE_SETTINGS_PATH}.new ${APPLIANCE_SETTINGS_PATH}`,
    "",
  ].join("\n");
}
