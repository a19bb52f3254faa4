import { Ec2TrafficMirrorSession } from "@cdktf/provider-aws/lib/ec2-traffic-mirror-session";
import { Annotations, TerraformIterator, Token } from "cdktf";
import { Construct } from "constructs";
import {
  duplicateSourceInterface,
  noSourceInterface,
  notANetworkInterface,
  packetLengthCutsHellos,
  packetLengthTooSmall,
  refused,
  sessionNumberOutOfRange,
  virtualNetworkIdOutOfRange,
} from "./errors";
import type { IMirrorFilter } from "./filter";
import { isNetworkInterfaceId } from "./network-interface-id";
import { deploymentProblems, ownershipTags } from "./ownership";
import type { IMirrorTarget } from "./target";
import { isOutside } from "./whole-number";

/** Highest VXLAN network identifier, RFC 7348 section 5. */
export const MAX_VIRTUAL_NETWORK_ID = 0xffffff;

/** An Ethernet frame of 1,500 bytes of payload, without its check sequence. */
const FULL_FRAME_BYTES = 1514;

/** The least that AWS takes, for IPv4 ("Traffic mirror packet format"). */
const MIN_PACKET_LENGTH_BYTES = 35;

/** One session for each of several interfaces. */
export interface MirrorSessionsProps {
  /** Name of the deployment, for the tags. */
  readonly deployment: string;
  /** Interfaces whose packets are copied, known at plan time. Each is billed by the hour for as long as it is here. */
  readonly sourceInterfaceIds: string[];
  readonly filter: IMirrorFilter;
  readonly target: IMirrorTarget;
  /** VXLAN network identifier of the copies, from 1 to 16777215; the appliance must be told the same. */
  readonly virtualNetworkId: number;
  /**
   * Order among the sessions of one interface: a packet is copied once, for the lowest number whose filter accepts it.
   * From 1 to 32766, unique for each interface.
   *
   * @default 1
   */
  readonly sessionNumber?: number;
  /**
   * How much of each packet to copy, counted after the VXLAN header.
   *
   * @default - the whole packet
   */
  readonly packetLengthBytes?: number;
}

/** Copies the packets of interfaces, as the filter says, to the target. */
export class MirrorSessions extends Construct {
  /** The Terraform resource, one instance for each interface id, for overrides this class does not offer. */
  readonly resource: Ec2TrafficMirrorSession;

  constructor(scope: Construct, id: string, props: MirrorSessionsProps) {
    super(scope, id);
    const sessionNumber = props.sessionNumber ?? 1;
    const problems = [
      ...deploymentProblems(props.deployment),
      ...interfaceProblems(props.sourceInterfaceIds),
      ...(isOutside(sessionNumber, 1, 32_766) ? [sessionNumberOutOfRange(sessionNumber)] : []),
      ...virtualNetworkIdProblems("virtualNetworkId", props.virtualNetworkId),
      ...packetLengthProblems(props.packetLengthBytes),
    ];
    if (problems.length > 0) throw refused(this.node.path, problems);
    this.#warnOfCutHellos(props.packetLengthBytes);

    // Keyed by interface id whether found or given, so that changing from one to the other replaces no session.
    const interfaces = TerraformIterator.fromList(props.sourceInterfaceIds);
    this.resource = new Ec2TrafficMirrorSession(this, "Resource", {
      forEach: interfaces,
      networkInterfaceId: interfaces.value as string,
      trafficMirrorFilterId: props.filter.filterId,
      trafficMirrorTargetId: props.target.targetId,
      sessionNumber,
      virtualNetworkId: props.virtualNetworkId,
      packetLength: props.packetLengthBytes,
      description: "TLS handshakes for analysis",
      tags: ownershipTags(props.deployment),
    });
  }

  #warnOfCutHellos(bytes: number | undefined): void {
    if (bytes === undefined || Token.isUnresolved(bytes) || bytes >= FULL_FRAME_BYTES) return;
    Annotations.of(this).addWarning(packetLengthCutsHellos(bytes, FULL_FRAME_BYTES));
  }
}

/** What keeps `vni` from being a VXLAN network identifier; empty when nothing does. */
export function virtualNetworkIdProblems(property: string, vni: number): string[] {
  return isOutside(vni, 1, MAX_VIRTUAL_NETWORK_ID) ? [virtualNetworkIdOutOfRange(property, vni)] : [];
}

function interfaceProblems(ids: string[]): string[] {
  if (Token.isUnresolved(ids)) return [];
  if (ids.length === 0) return [noSourceInterface()];
  const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
  return [
    ...ids.filter((id) => !isNetworkInterfaceId(id)).map((id) => notANetworkInterface("sourceInterfaceIds", id)),
    ...[...new Set(repeated)].map(duplicateSourceInterface),
  ];
}

function packetLengthProblems(bytes: number | undefined): string[] {
  if (bytes === undefined || !isOutside(bytes, MIN_PACKET_LENGTH_BYTES, Number.MAX_SAFE_INTEGER)) return [];
  return [packetLengthTooSmall(bytes, MIN_PACKET_LENGTH_BYTES)];
}
