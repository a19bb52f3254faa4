import { Construct } from "constructs";
import type { AlbCaptureProps } from "./alb-capture-props";
import { albCaptureProblems } from "./alb-capture-checks";
import type { AlbCollector } from "./alb-collector";
import { albCollector } from "./alb-collector";
import { MirrorAlarms } from "../alarms/mirror-alarms";
import type { CaptureFleet } from "../appliance/capture-fleet";
import type { CaptureInstance } from "../appliance/capture-instance";
import { SessionCoverage } from "../coverage/session-coverage";
import { refused } from "../errors";
import type { IMirrorFilter } from "../filter/filter";
import { MirrorFilter } from "../filter/filter";
import { LoadBalancerInterfaces } from "../sessions/load-balancer-interfaces";
import { MirrorSessions } from "../sessions/sessions";
import type { ICaptureStore } from "../store/capture-store";
import type { IMirrorTarget } from "../target/target";

/**
 * Captures the TLS handshakes of one Application Load Balancer: its interfaces, a filter, a target, a session for each
 * interface and a check that none is without, an appliance or a fleet, a store for what they find, and alarms.
 *
 * Each part can be had by itself and put together differently; what this offers no property for is reached through
 * the parts.
 */
export class AlbCapture extends Construct {
  /** The load balancer's interfaces, each mirrored. */
  readonly interfaces: LoadBalancerInterfaces;

  /** The filter that was given, or made here. */
  readonly filter: IMirrorFilter;

  /** The target that was given, or made here. */
  readonly target: IMirrorTarget;

  /** The sessions, one for each interface. */
  readonly sessions: MirrorSessions;

  /** The check that each interface has a session; undefined where `watchCoverage` is false. */
  readonly coverage?: SessionCoverage;

  /** Where captures and findings are kept; undefined where `target` was given. */
  readonly store?: ICaptureStore;

  /** The single machine; undefined for a fleet, and where `target` was given. */
  readonly instance?: CaptureInstance;

  /** The machines; undefined for a single one, and where `target` was given. */
  readonly fleet?: CaptureFleet;

  /** Dashboard and alarms; undefined where `target` was given. */
  readonly alarms?: MirrorAlarms;

  constructor(scope: Construct, id: string, props: AlbCaptureProps) {
    super(scope, id);
    const problems = albCaptureProblems(props);
    if (problems.length > 0) throw refused(this.node.path, problems);

    const { deployment, expiresAt, loadBalancerArn, loadBalancerName, sessionNumber, alarmActionArns } = props;
    const virtualNetworkId = props.virtualNetworkId ?? 12_345;
    this.interfaces = new LoadBalancerInterfaces(this, "Interfaces", { loadBalancerArn, loadBalancerName });
    this.filter = props.filter ?? MirrorFilter.forListeners(this, "Filter", props);
    const collector: AlbCollector =
      props.target === undefined
        ? albCollector(this, props, { interfaces: this.interfaces, filter: this.filter, virtualNetworkId })
        : { target: props.target };
    this.target = collector.target;
    this.store = collector.store;
    this.instance = collector.instance;
    this.fleet = collector.fleet;
    this.sessions = new MirrorSessions(this, "Sessions", {
      deployment,
      expiresAt,
      sourceInterfaceIds: this.interfaces.interfaceIds,
      filter: this.filter,
      target: this.target,
      virtualNetworkId,
      sessionNumber,
    });
    if (props.watchCoverage ?? true) {
      this.coverage = new SessionCoverage(this, "Coverage", {
        deployment,
        expiresAt,
        loadBalancerArn: this.interfaces.loadBalancer?.arn ?? loadBalancerArn ?? "",
        filter: this.filter,
        target: this.target,
        alarmActionArns,
      });
    }
    if (collector.watched !== undefined) {
      this.alarms = new MirrorAlarms(this, "Alarms", { ...collector.watched, sessionCoverage: this.coverage });
    }
  }
}
