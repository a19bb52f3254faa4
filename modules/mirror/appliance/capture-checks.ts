import { Token } from "cdktf";
import type { ApplianceSettings, WholeNumbers } from "../../contracts";
import { DISK_BUDGET_BYTES, HEALTH_PORTS, ROTATION_SECONDS, VIRTUAL_NETWORK_ID_COUNT } from "../../contracts";
import { cidrProblems } from "../cidr-checks";
import { notWhole, notWholeWithin, portOutOfRange, repeatedSubnet } from "../errors";
import { bucketProblems } from "./bucket-checks";
import {
  diskBudgetTooLarge,
  noMirrorSourceCidr,
  noVirtualNetworkId,
  notAnImage,
  repeatedVirtualNetworkId,
  tooFewSubnets,
  tooManyVirtualNetworkIds,
} from "./errors";
import { deploymentProblems, expiryProblems } from "../ownership";
import { virtualNetworkIdProblems } from "../sessions/session-checks";
import { portsProblems } from "../port-checks";
import { idProblems, isIdOf } from "../resource-id";
import { isOutside } from "../whole-number";

/** The system takes ten of them. */
const LEAST_VOLUME_GIB = 11;

/** What is asked of an appliance, defaults filled in. */
export interface CaptureRequest {
  readonly expiresAt?: string;
  readonly imageId: string;
  readonly vpcId: string;
  readonly bucketKeyArn?: string;
  readonly mirrorSourceCidrs: readonly string[];
  readonly healthCheckCidrs?: readonly string[];
  readonly volumeSizeGib: number;
  readonly settings: ApplianceSettings;
}

/** What keeps an appliance from capturing; empty when nothing does. Tokens are let through. */
export function captureProblems(request: CaptureRequest): string[] {
  return [
    ...deploymentProblems(request.settings.deployment),
    ...expiryProblems(request.expiresAt),
    ...(isIdOf("ami", request.imageId) ? [] : [notAnImage(request.imageId)]),
    ...idProblems("vpcId", "vpc", request.vpcId),
    ...sourceProblems(request.mirrorSourceCidrs),
    ...cidrsProblems("healthCheckCidrs", request.healthCheckCidrs ?? []),
    ...settingsProblems(request.settings),
    ...diskProblems(request),
    ...bucketProblems({
      ...request.settings,
      bucketRegion: request.settings.region,
      bucketKeyArn: request.bucketKeyArn,
    }),
  ];
}

/** What keeps an appliance from answering health checks on `port`; empty when nothing does. */
export function healthPortProblems(port: number): string[] {
  const { least, most } = HEALTH_PORTS;
  return isOutside(port, least, most) ? [portOutOfRange("healthPort", port, least)] : [];
}

/** What keeps subnets from outliving the loss of an Availability Zone; empty when nothing does. */
export function zoneProblems(subnetIds: readonly string[]): string[] {
  if (Token.isUnresolved(subnetIds)) return [];
  const known = new Set(subnetIds);
  const repeated = subnetIds.filter((id, index) => subnetIds.indexOf(id) !== index);
  return [
    ...[...known].flatMap((id) => idProblems("subnetIds", "subnet", id)),
    ...[...new Set(repeated)].map(repeatedSubnet),
    ...(subnetIds.length >= 2 ? [] : [tooFewSubnets(subnetIds.length)]),
  ];
}

function sourceProblems(cidrs: readonly string[]): string[] {
  if (cidrs.length === 0) return [noMirrorSourceCidr()];
  return cidrsProblems("mirrorSourceCidrs", cidrs);
}

/** A list that only Terraform knows holds one text that is no token by itself. */
function cidrsProblems(property: string, cidrs: readonly string[]): string[] {
  return Token.isUnresolved(cidrs) ? [] : cidrs.flatMap((cidr) => cidrProblems(property, cidr));
}

function settingsProblems({ vnis, ...settings }: ApplianceSettings): string[] {
  const repeated = vnis.filter((vni, index) => vnis.indexOf(vni) !== index);
  return [
    ...(vnis.length === 0 ? [noVirtualNetworkId()] : []),
    ...(vnis.length > VIRTUAL_NETWORK_ID_COUNT.most
      ? [tooManyVirtualNetworkIds(vnis.length, VIRTUAL_NETWORK_ID_COUNT.most)]
      : []),
    ...vnis.flatMap((vni) => virtualNetworkIdProblems("virtualNetworkIds", vni)),
    ...[...new Set(repeated)].map(repeatedVirtualNetworkId),
    ...portsProblems("listenerPorts", settings.listenerPorts),
    ...within("rotationSeconds", settings.rotationSeconds, ROTATION_SECONDS, "seconds"),
    ...healthPortProblems(settings.healthPort),
  ];
}

function diskProblems({ settings, volumeSizeGib }: CaptureRequest): string[] {
  if (isOutside(volumeSizeGib, LEAST_VOLUME_GIB, Number.MAX_SAFE_INTEGER)) {
    return [notWhole("volumeSizeGib", volumeSizeGib, LEAST_VOLUME_GIB, "GiB")];
  }
  const { diskBudgetBytes } = settings;
  if (isOutside(diskBudgetBytes, DISK_BUDGET_BYTES.least, DISK_BUDGET_BYTES.most)) {
    return [notWhole("diskBudgetBytes", diskBudgetBytes, DISK_BUDGET_BYTES.least, "bytes")];
  }
  const volumeBytes = volumeSizeGib * 1024 ** 3;
  const known = !Token.isUnresolved(volumeSizeGib) && !Token.isUnresolved(diskBudgetBytes);
  return known && diskBudgetBytes >= volumeBytes ? [diskBudgetTooLarge(diskBudgetBytes, volumeBytes)] : [];
}

function within(property: string, value: number, { least, most }: WholeNumbers, unit: string): string[] {
  return isOutside(value, least, most) ? [notWholeWithin(property, value, least, most, unit)] : [];
}
