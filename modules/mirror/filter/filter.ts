import { Ec2TrafficMirrorFilter } from "@cdktf/provider-aws/lib/ec2-traffic-mirror-filter";
import { Ec2TrafficMirrorFilterRule } from "@cdktf/provider-aws/lib/ec2-traffic-mirror-filter-rule";
import { Construct } from "constructs";
import { ANYWHERE } from "../cidr";
import { refused } from "../errors";
import { noCidr, nothingExcluded, tooManyExcluded } from "./errors";
import { filterProblems, ruleProblems } from "./filter-checks";
import { listenerRules, MAX_EXCLUDED, outsideRules, targetRules } from "./filter-presets";
import type { ListenerFilterProps, MirrorFilterProps, OutsideFilterProps, TargetFilterProps } from "./filter-props";
import type { MirrorFilterRule } from "./filter-rule";
import { TrafficDirection } from "./filter-rule";
import { deploymentProblems, expiryProblems, ownershipTags } from "../ownership";
import { portsProblems } from "../port-checks";
import { idProblems } from "../resource-id";

/** A mirror filter that sessions can use. */
export interface IMirrorFilter {
  /** Id of the filter, `tmf-…`. */
  readonly filterId: string;
  /** TCP ports of those whom clients connect to, listeners or targets; undefined where the rules alone tell. */
  readonly serverPorts?: number[];
}

/**
 * Says which packets of an interface are copied to the mirror target.
 *
 * The constructor takes rules of the caller's own; `forListeners`, `forTargets` and `withoutCidrs` make them.
 */
export class MirrorFilter extends Construct implements IMirrorFilter {
  /**
   * Mirrors what clients and listeners say to each other, and nothing between the load balancer and its targets.
   *
   * Four rules for one port: TCP, both directions, IPv4 and IPv6, matched on the listener's port. A port from 1024 up
   * may also be one that the balancer itself connects from, so that now and then a packet of a target comes along.
   */
  static forListeners(scope: Construct, id: string, props: ListenerFilterProps): MirrorFilter {
    const ports = props.listenerPorts ?? [443];
    const clients = props.clientCidrs ?? ANYWHERE;
    refuse(scope, id, [
      ...portsProblems("listenerPorts", ports),
      ...(clients.length === 0 ? [noCidr("clientCidrs")] : []),
    ]);
    return new MirrorFilter(scope, id, {
      deployment: props.deployment,
      expiresAt: props.expiresAt,
      rules: listenerRules({ ports, cidrs: clients, mirrorIcmp: props.mirrorIcmp ?? false }),
      mirrorAmazonDns: props.mirrorAmazonDns,
      serverPorts: ports,
      description: "Client side of the listeners, for TLS analysis",
    });
  }

  /**
   * Mirrors what the load balancer and its targets say to each other, which is application data unless it is encrypted.
   *
   * For an account of handshakes that fail with the targets; the clients are not mirrored.
   */
  static forTargets(scope: Construct, id: string, props: TargetFilterProps): MirrorFilter {
    const targets = props.targetCidrs ?? ANYWHERE;
    refuse(scope, id, [
      ...portsProblems("targetPorts", props.targetPorts),
      ...(targets.length === 0 ? [noCidr("targetCidrs")] : []),
    ]);
    return new MirrorFilter(scope, id, {
      deployment: props.deployment,
      expiresAt: props.expiresAt,
      rules: targetRules({ ports: props.targetPorts, cidrs: targets, mirrorIcmp: props.mirrorIcmp ?? false }),
      allowPlaintextTargetLeg: true,
      serverPorts: props.targetPorts,
      description: "Target side of the load balancer, for TLS analysis",
    });
  }

  /** Mirrors what listeners and clients outside `excludedCidrs` say to each other: first rejections, then `forListeners`. */
  static withoutCidrs(scope: Construct, id: string, props: OutsideFilterProps): MirrorFilter {
    const ports = props.listenerPorts ?? [443];
    const clients = props.clientCidrs ?? ANYWHERE;
    refuse(scope, id, [
      ...portsProblems("listenerPorts", ports),
      ...(clients.length === 0 ? [noCidr("clientCidrs")] : []),
      ...exclusionProblems(props.excludedCidrs),
    ]);
    return new MirrorFilter(scope, id, {
      deployment: props.deployment,
      expiresAt: props.expiresAt,
      serverPorts: ports,
      rules: outsideRules(props.excludedCidrs, { ports, cidrs: clients, mirrorIcmp: props.mirrorIcmp ?? false }),
      description: "Client side of the listeners, from outside, for TLS analysis",
    });
  }

  /** Uses a filter made elsewhere in the same account; its rules are its owner's concern. */
  static fromFilterId(filterId: string): IMirrorFilter {
    const problems = idProblems("filterId", "tmf", filterId);
    if (problems.length > 0) throw refused("MirrorFilter.fromFilterId", problems);
    return { filterId };
  }

  readonly filterId: string;

  readonly serverPorts?: number[];

  /** The rules, in the order in which they were given; for a `FilterSimulator`. */
  readonly rules: MirrorFilterRule[];

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: Ec2TrafficMirrorFilter;

  constructor(scope: Construct, id: string, props: MirrorFilterProps) {
    super(scope, id);
    const problems = [
      ...deploymentProblems(props.deployment),
      ...expiryProblems(props.expiresAt),
      // A preset makes a rule for each direction of one wish, with one number.
      ...new Set(props.rules.flatMap(ruleProblems)),
      ...(props.serverPorts === undefined ? [] : portsProblems("serverPorts", props.serverPorts)),
    ];
    if (problems.length > 0) throw refused(this.node.path, problems);

    this.rules = props.rules;
    this.serverPorts = props.serverPorts;
    const allowPlaintextTargetLeg = props.allowPlaintextTargetLeg ?? false;
    this.node.addValidation({ validate: () => filterProblems(this.rules, allowPlaintextTargetLeg) });
    this.resource = new Ec2TrafficMirrorFilter(this, "Resource", {
      description: props.description ?? "Traffic for TLS analysis",
      networkServices: props.mirrorAmazonDns === true ? ["amazon-dns"] : undefined,
      tags: ownershipTags(props.deployment, props.expiresAt),
      // AWS refuses to delete a filter that sessions use; so they move to the new one first.
      lifecycle: { createBeforeDestroy: true },
    });
    this.filterId = this.resource.id;
    for (const rule of props.rules) this.#addRule(rule);
  }

  /** Rule numbers make the ids, so that a changed rule is changed in place and two never meet at one number. */
  #addRule(rule: MirrorFilterRule): void {
    const direction = rule.trafficDirection === TrafficDirection.INGRESS ? "Ingress" : "Egress";
    const id = `${direction}Rule${rule.ruleNumber}`;
    // A repeated number is reported with the other problems of the filter as a whole.
    if (this.node.tryFindChild(id) !== undefined) return;
    new Ec2TrafficMirrorFilterRule(this, id, { ...rule, trafficMirrorFilterId: this.filterId });
  }
}

/** What keeps networks from being left out; empty when nothing does. */
function exclusionProblems(cidrs: readonly string[]): string[] {
  if (cidrs.length === 0) return [nothingExcluded()];
  const { size } = new Set(cidrs);
  return size > MAX_EXCLUDED ? [tooManyExcluded("excludedCidrs", size, MAX_EXCLUDED)] : [];
}

function refuse(scope: Construct, id: string, problems: readonly string[]): void {
  if (problems.length > 0) throw refused(`${scope.node.path}/${id}`, problems);
}
