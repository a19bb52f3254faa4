import { Ec2TrafficMirrorSession } from "@cdktf/provider-aws/lib/ec2-traffic-mirror-session";
import type { MapTerraformIterator } from "cdktf";
import {
  Fn,
  FOR_EXPRESSION_KEY,
  FOR_EXPRESSION_VALUE,
  forExpression,
  Op,
  TerraformIterator,
  TerraformLocal,
  Token,
} from "cdktf";
import { Construct } from "constructs";
import { refused } from "../errors";
import type { IMirrorFilter } from "../filter/filter";
import { ownershipTags } from "../ownership";
import { refuseOtherRegion, warnOfCutHellos, warnOfTooManySources } from "./plan-checks";
import { sessionProblems } from "./session-checks";
import { makeKnown, sharedInterfaceProblems } from "./shared-interfaces";
import type { IMirrorTarget } from "../target/target";
import type { VirtualNetworkIdRange } from "../vxlan";

/** One session for each of several interfaces. */
export interface MirrorSessionsProps {
  /** Name of the deployment, for the tags. */
  readonly deployment: string;
  /**
   * When this should be gone, RFC 3339; a tag that tells people and cleaning jobs, and removes nothing by itself.
   *
   * @default - no such tag
   */
  readonly expiresAt?: string;
  /** Interfaces whose packets are copied, known at plan time. Each is billed by the hour for as long as it is here. */
  readonly sourceInterfaceIds: string[];
  /** Which packets are copied. */
  readonly filter: IMirrorFilter;
  /** Where the copies are sent. */
  readonly target: IMirrorTarget;
  /**
   * VXLAN network identifier of all copies, from 1 to 16777215; the appliance must be told the same.
   *
   * @default - none; `virtualNetworkIdRange` is given
   */
  readonly virtualNetworkId?: number;
  /**
   * VXLAN network identifiers dealt out to the interfaces in the order of their ids, and over again when they run out.
   *
   * So each interface has one of its own where there are enough of them, which is what tells by an alarm that the session
   * of one is gone. The price is that an interface which comes or goes moves those after it to other numbers: their sessions
   * are changed in place, and connections of that moment are cut. The outer source address of a packet always tells its
   * interface; where that is enough, give all `virtualNetworkId`.
   *
   * @default - none; `virtualNetworkId` is given
   */
  readonly virtualNetworkIdRange?: VirtualNetworkIdRange;
  /**
   * Order among the sessions of one interface: a packet is copied once, for the lowest number whose filter accepts it.
   * From 1 to 32766, unique for each interface.
   *
   * @default 1
   */
  readonly sessionNumber?: number;
  /**
   * How much of each packet to copy, counted after the VXLAN header. Less than 1514 cuts ClientHellos, of which a plan warns.
   *
   * @default - the whole packet; 8500 to a Network Load Balancer, which is the most that AWS allows
   */
  readonly packetLengthBytes?: number;
}

/** Copies the packets of interfaces, as the filter says, to the target. */
export class MirrorSessions extends Construct {
  /** Interfaces whose packets are copied. */
  readonly sourceInterfaceIds: string[];

  /** Order among the sessions of each interface. */
  readonly sessionNumber: number;

  /** Where the copies are sent. */
  readonly target: IMirrorTarget;

  /** The Terraform resource, one instance for each interface id, for overrides this class does not offer. */
  readonly resource: Ec2TrafficMirrorSession;

  constructor(scope: Construct, id: string, props: MirrorSessionsProps) {
    super(scope, id);
    this.sourceInterfaceIds = props.sourceInterfaceIds;
    this.sessionNumber = props.sessionNumber ?? 1;
    this.target = props.target;
    const problems = sessionProblems({ ...props, sessionNumber: this.sessionNumber });
    if (problems.length > 0) throw refused(this.node.path, problems);

    makeKnown(this);
    this.node.addValidation({ validate: () => sharedInterfaceProblems(this) });

    // Keyed by interface id whether found or given, so that changing from one to the other replaces no session. A map
    // that is computed once: Terraform builds a set, or an object, again for every session, which takes 40 s for a thousand.
    const ids: unknown = forExpression(Fn.sort(props.sourceInterfaceIds), FOR_EXPRESSION_KEY, FOR_EXPRESSION_VALUE);
    const positions = new TerraformLocal(this, "Positions", Fn.tomap(ids));
    const interfaces = TerraformIterator.fromMap(Token.asAnyMap(positions.expression));
    this.resource = new Ec2TrafficMirrorSession(this, "Resource", {
      forEach: interfaces,
      networkInterfaceId: interfaces.key,
      trafficMirrorFilterId: props.filter.filterId,
      trafficMirrorTargetId: props.target.targetId,
      sessionNumber: this.sessionNumber,
      virtualNetworkId: props.virtualNetworkId ?? dealtOut(props.virtualNetworkIdRange, interfaces),
      // What AWS would fill in for a load balancer by itself, stated so that a plan shows it.
      packetLength: props.packetLengthBytes ?? props.target.packetLengthLimitBytes,
      description: "TLS handshakes for analysis",
      tags: ownershipTags(props.deployment, props.expiresAt),
    });
    this.#addPlanChecks(props.packetLengthBytes);
  }

  #addPlanChecks(packetLengthBytes: number | undefined): void {
    const { sourceLimit, region } = this.target;
    const counted = !Token.isUnresolved(this.sourceInterfaceIds) && !Token.isUnresolved(sourceLimit);
    if (sourceLimit !== undefined && !counted) {
      warnOfTooManySources(this.resource, this.sourceInterfaceIds, sourceLimit);
    }
    if (packetLengthBytes !== undefined) warnOfCutHellos(this.resource, packetLengthBytes);
    if (region !== undefined) refuseOtherRegion(this, region);
  }
}

function dealtOut(range: VirtualNetworkIdRange | undefined, positions: MapTerraformIterator): number | undefined {
  if (range === undefined) return undefined;
  return Token.asNumber(Op.add(range.first, Op.mod(Token.asNumber(positions.value), range.count)));
}
