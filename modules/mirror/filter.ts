import { Ec2TrafficMirrorFilter } from "@cdktf/provider-aws/lib/ec2-traffic-mirror-filter";
import { Ec2TrafficMirrorFilterRule } from "@cdktf/provider-aws/lib/ec2-traffic-mirror-filter-rule";
import { Construct } from "constructs";
import { noClientCidr, noListenerPort, portOutOfRange, refused } from "./errors";
import { filterProblems, ruleProblems } from "./filter-checks";
import { ANY_CLIENT, listenerRules } from "./filter-presets";
import type { MirrorFilterRule } from "./filter-rule";
import { TrafficDirection } from "./filter-rule";
import { deploymentProblems, ownershipTags } from "./ownership";
import { isOutside } from "./whole-number";

/** A mirror filter that sessions can use. */
export interface IMirrorFilter {
  readonly filterId: string;
}

/** A filter of the caller's own rules. */
export interface MirrorFilterProps {
  /** Name of the deployment, for the tags. */
  readonly deployment: string;
  /** At most ten, at least one of them accepting in each direction. */
  readonly rules: MirrorFilterRule[];
  /**
   * Shown in the AWS console. Changing it replaces the filter.
   *
   * @default "Traffic for TLS analysis"
   */
  readonly description?: string;
}

/** A filter for the client side of a load balancer. */
export interface ListenerFilterProps {
  /** Name of the deployment, for the tags. */
  readonly deployment: string;
  /**
   * TCP ports of the listeners. Adjacent ports share rules.
   *
   * @default [443]
   */
  readonly listenerPorts?: number[];
  /**
   * Networks whose clients are mirrored, IPv4 or IPv6; a token counts as IPv4. Each costs two rules a port range.
   *
   * @default - every client, of both families
   */
  readonly clientCidrs?: string[];
}

/** Says which packets of an interface are copied to the mirror target. */
export class MirrorFilter extends Construct implements IMirrorFilter {
  /**
   * Mirrors what clients and listeners say to each other, and nothing between the load balancer and its targets.
   *
   * Four rules for one port: TCP, both directions, IPv4 and IPv6, matched on the listener's port.
   */
  static forListeners(scope: Construct, id: string, props: ListenerFilterProps): MirrorFilter {
    const listenerPorts = props.listenerPorts ?? [443];
    const clientCidrs = props.clientCidrs ?? ANY_CLIENT;
    const problems = [
      ...(listenerPorts.length === 0 ? [noListenerPort()] : []),
      ...(clientCidrs.length === 0 ? [noClientCidr()] : []),
      ...listenerPorts
        .filter((port) => isOutside(port, 1, 65_535))
        .map((port) => portOutOfRange("listenerPorts", port, 1)),
    ];
    if (problems.length > 0) throw refused(`${scope.node.path}/${id}`, problems);

    return new MirrorFilter(scope, id, {
      deployment: props.deployment,
      rules: listenerRules({ listenerPorts, clientCidrs }),
      description: "Client side of the listeners, for TLS analysis",
    });
  }

  /** Uses a filter made elsewhere in the same account; its rules are its owner's concern. */
  static fromFilterId(filterId: string): IMirrorFilter {
    return { filterId };
  }

  readonly filterId: string;

  /** The rules, in the order in which they were given. */
  readonly rules: MirrorFilterRule[];

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: Ec2TrafficMirrorFilter;

  constructor(scope: Construct, id: string, props: MirrorFilterProps) {
    super(scope, id);
    const problems = [...deploymentProblems(props.deployment), ...props.rules.flatMap(ruleProblems)];
    if (problems.length > 0) throw refused(this.node.path, problems);

    this.rules = props.rules;
    this.node.addValidation({ validate: () => filterProblems(this.rules) });
    this.resource = new Ec2TrafficMirrorFilter(this, "Resource", {
      description: props.description ?? "Traffic for TLS analysis",
      tags: ownershipTags(props.deployment),
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
