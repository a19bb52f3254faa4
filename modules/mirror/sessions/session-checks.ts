import { Token } from "cdktf";
import { VIRTUAL_NETWORK_IDS } from "../../contracts";
import { notANetworkInterface, notWhole } from "../errors";
import {
  duplicateSourceInterface,
  noSourceInterface,
  notExactlyOneVirtualNetworkId,
  packetLengthOutOfRange,
  sessionNumberOutOfRange,
  tooManySources,
  virtualNetworkIdOutOfRange,
} from "./errors";
import { deploymentProblems, expiryProblems } from "../ownership";
import type { IMirrorTarget } from "../target/target";
import { MIN_PACKET_LENGTH_BYTES } from "./packet-length";
import { isIdOf } from "../resource-id";
import type { VirtualNetworkIdRange } from "../vxlan";
import { isOutside } from "../whole-number";

/** What is asked of sessions, defaults filled in. */
export interface SessionRequest {
  readonly deployment: string;
  readonly expiresAt?: string;
  readonly sourceInterfaceIds: string[];
  readonly target: IMirrorTarget;
  readonly sessionNumber: number;
  readonly virtualNetworkId?: number;
  readonly virtualNetworkIdRange?: VirtualNetworkIdRange;
  readonly packetLengthBytes?: number;
}

/** What is wrong with sessions by themselves; empty when nothing is. Tokens are let through. */
export function sessionProblems(request: SessionRequest): string[] {
  const { sessionNumber, target } = request;
  return [
    ...deploymentProblems(request.deployment),
    ...expiryProblems(request.expiresAt),
    ...interfaceProblems(request.sourceInterfaceIds, target.sourceLimit),
    ...(isOutside(sessionNumber, 1, 32_766) ? [sessionNumberOutOfRange(sessionNumber)] : []),
    ...numberingProblems(request.virtualNetworkId, request.virtualNetworkIdRange),
    ...packetLengthProblems(request.packetLengthBytes, target.packetLengthLimitBytes),
  ];
}

/** What keeps `vni` from being a VXLAN network identifier; empty when nothing does. */
export function virtualNetworkIdProblems(property: string, vni: number): string[] {
  return isOutside(vni, VIRTUAL_NETWORK_IDS.least, VIRTUAL_NETWORK_IDS.most)
    ? [virtualNetworkIdOutOfRange(property, vni)]
    : [];
}

/** What keeps `range` from being VXLAN network identifiers; empty when nothing does. */
export function virtualNetworkIdRangeProblems(property: string, range: VirtualNetworkIdRange): string[] {
  const problems = virtualNetworkIdProblems(`${property}.first`, range.first);
  if (isOutside(range.count, 1, VIRTUAL_NETWORK_IDS.most)) {
    return [...problems, notWhole(`${property}.count`, range.count, 1, "identifiers")];
  }
  const known = !Token.isUnresolved(range.first) && !Token.isUnresolved(range.count);
  if (problems.length > 0 || !known) return problems;
  return virtualNetworkIdProblems(`the end of ${property}`, range.first + range.count - 1);
}

function numberingProblems(fixed: number | undefined, range: VirtualNetworkIdRange | undefined): string[] {
  if ((fixed === undefined) === (range === undefined)) return [notExactlyOneVirtualNetworkId()];
  if (fixed !== undefined) return virtualNetworkIdProblems("virtualNetworkId", fixed);
  return range === undefined ? [] : virtualNetworkIdRangeProblems("virtualNetworkIdRange", range);
}

function interfaceProblems(ids: string[], limit: number | undefined): string[] {
  if (Token.isUnresolved(ids)) return [];
  if (ids.length === 0) return [noSourceInterface()];
  const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
  return [
    ...ids.filter((id) => !isIdOf("eni", id)).map((id) => notANetworkInterface("sourceInterfaceIds", id)),
    ...[...new Set(repeated)].map(duplicateSourceInterface),
    ...(limit !== undefined && !Token.isUnresolved(limit) && ids.length > limit
      ? [tooManySources(ids.length, limit)]
      : []),
  ];
}

function packetLengthProblems(bytes: number | undefined, limit: number | undefined): string[] {
  const most = limit === undefined || Token.isUnresolved(limit) ? Number.MAX_SAFE_INTEGER : limit;
  if (bytes === undefined || !isOutside(bytes, MIN_PACKET_LENGTH_BYTES, most)) return [];
  return [packetLengthOutOfRange(bytes, MIN_PACKET_LENGTH_BYTES, limit)];
}
