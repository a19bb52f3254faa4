import { Token } from "cdktf";
import type { ApplianceSettings } from "../../contracts";
import { cidrProblems } from "../cidr-checks";
import { notWhole, portOutOfRange } from "../errors";
import {
  diskBudgetTooLarge,
  givenWithoutBucket,
  noMirrorSourceCidr,
  noVirtualNetworkId,
  notAnAccount,
  notAnImage,
  notARegion,
  prefixWithSlash,
  tooFewSubnets,
} from "./errors";
import { deploymentProblems, expiryProblems } from "../ownership";
import { virtualNetworkIdProblems } from "../sessions/session-checks";
import { portsProblems } from "../port-checks";
import { isOutside } from "../whole-number";

/** The appliance runs without the right to take a lower port. */
const MIN_HEALTH_PORT = 1024;

/** What is asked of an appliance, defaults filled in. */
export interface CaptureRequest {
  readonly expiresAt?: string;
  readonly imageId: string;
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
    ...(Token.isUnresolved(request.imageId) || /^ami-[0-9a-f]{8,17}$/.test(request.imageId)
      ? []
      : [notAnImage(request.imageId)]),
    ...sourceProblems(request.mirrorSourceCidrs),
    ...cidrsProblems("healthCheckCidrs", request.healthCheckCidrs ?? []),
    ...settingsProblems(request.settings),
    ...diskProblems(request),
    ...storeProblems(request.settings),
  ];
}

/** What keeps an appliance from answering health checks on `port`; empty when nothing does. */
export function healthPortProblems(port: number): string[] {
  return isOutside(port, MIN_HEALTH_PORT, 65_535) ? [portOutOfRange("healthPort", port, MIN_HEALTH_PORT)] : [];
}

/** What keeps subnets from outliving the loss of an Availability Zone; empty when nothing does. */
export function zoneProblems(subnetIds: readonly string[]): string[] {
  return Token.isUnresolved(subnetIds) || subnetIds.length >= 2 ? [] : [tooFewSubnets(subnetIds.length)];
}

function sourceProblems(cidrs: readonly string[]): string[] {
  if (cidrs.length === 0) return [noMirrorSourceCidr()];
  return cidrsProblems("mirrorSourceCidrs", cidrs);
}

/** A list that only Terraform knows holds one text that is no token by itself. */
function cidrsProblems(property: string, cidrs: readonly string[]): string[] {
  return Token.isUnresolved(cidrs) ? [] : cidrs.flatMap((cidr) => cidrProblems(property, cidr));
}

function settingsProblems(settings: ApplianceSettings): string[] {
  return [
    ...(settings.vnis.length === 0 ? [noVirtualNetworkId()] : []),
    ...settings.vnis.flatMap((vni) => virtualNetworkIdProblems("virtualNetworkIds", vni)),
    ...portsProblems("listenerPorts", settings.listenerPorts),
    ...(isOutside(settings.rotationSeconds, 1, Number.MAX_SAFE_INTEGER)
      ? [notWhole("rotationSeconds", settings.rotationSeconds, 1, "seconds")]
      : []),
    ...healthPortProblems(settings.healthPort),
  ];
}

function diskProblems({ settings, volumeSizeGib }: CaptureRequest): string[] {
  if (isOutside(volumeSizeGib, 11, Number.MAX_SAFE_INTEGER)) {
    return [notWhole("volumeSizeGib", volumeSizeGib, 11, "GiB")];
  }
  if (isOutside(settings.diskBudgetBytes, 1, Number.MAX_SAFE_INTEGER)) {
    return [notWhole("diskBudgetBytes", settings.diskBudgetBytes, 1, "bytes")];
  }
  const volumeBytes = volumeSizeGib * 1024 ** 3;
  const known = !Token.isUnresolved(volumeSizeGib) && !Token.isUnresolved(settings.diskBudgetBytes);
  return known && settings.diskBudgetBytes >= volumeBytes
    ? [diskBudgetTooLarge(settings.diskBudgetBytes, volumeBytes)]
    : [];
}

function storeProblems({ bucket, prefix, bucketOwner, region }: ApplianceSettings): string[] {
  const beside = [
    ...(prefix === undefined ? [] : ["prefix"]),
    ...(bucketOwner === undefined ? [] : ["bucketOwner"]),
    ...(region === undefined ? [] : ["bucketRegion"]),
  ];
  return [
    ...(isOf(/^[^/](.*[^/])?$/, prefix) ? [] : [prefixWithSlash(prefix ?? "")]),
    ...(isOf(/^\d{12}$/, bucketOwner) ? [] : [notAnAccount(bucketOwner ?? "")]),
    ...(isOf(/^[a-z]{2,}(-[a-z]+)+-\d+$/, region) ? [] : [notARegion(region ?? "")]),
    ...(bucket === undefined ? beside.map(givenWithoutBucket) : []),
  ];
}

/** Whether `text` has the form, where it is given; tokens are let through. */
function isOf(form: RegExp, text: string | undefined): boolean {
  return text === undefined || Token.isUnresolved(text) || form.test(text);
}
