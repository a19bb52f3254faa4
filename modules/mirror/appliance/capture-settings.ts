import { Fn, Op, Token } from "cdktf";
import type { ApplianceSettings } from "../../contracts";
import { APPLIANCE_SETTINGS_PATH, DEFAULT_HEALTH_PORT, DEFAULT_ROTATION_SECONDS } from "../../contracts";
import type { CaptureApplianceProps } from "./capture-appliance-props";
import { CaptureRetention, DEFAULT_VOLUME_SIZE_GIB } from "./capture-appliance-props";

const GIB = 1024 ** 3;

/** The appliance's settings, defaults filled in. */
export function captureSettings(props: CaptureApplianceProps): ApplianceSettings {
  return {
    deployment: props.deployment,
    vnis: props.virtualNetworkIds,
    // Two listeners may be told apart by something else than their port; the appliance takes each once.
    listenerPorts: [...new Set(props.listenerPorts ?? [443])],
    rotationSeconds: props.rotationSeconds ?? DEFAULT_ROTATION_SECONDS,
    diskBudgetBytes: props.diskBudgetBytes ?? defaultDiskBudget(props.volumeSizeGib ?? DEFAULT_VOLUME_SIZE_GIB),
    retention: props.retention === CaptureRetention.EVERYTHING ? "everything" : "handshakes",
    healthPort: props.healthPort ?? DEFAULT_HEALTH_PORT,
    ...(props.bucket === undefined ? {} : { bucket: props.bucket }),
    ...(props.prefix === undefined ? {} : { prefix: props.prefix }),
    ...(props.bucketOwner === undefined ? {} : { bucketOwner: props.bucketOwner }),
    ...(props.bucketRegion === undefined ? {} : { region: props.bucketRegion }),
  };
}

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

/** Leaves 10 GiB to the system. The size may be a token, which only Terraform can compute with. */
function defaultDiskBudget(volumeSizeGib: number): number {
  if (Token.isUnresolved(volumeSizeGib)) return Token.asNumber(Op.mul(Op.sub(volumeSizeGib, 10), GIB));
  return (volumeSizeGib - 10) * GIB;
}
