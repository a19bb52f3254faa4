import { Ec2TrafficMirrorFilter } from "@cdktf/provider-aws/lib/ec2-traffic-mirror-filter";
import { Ec2TrafficMirrorFilterRule } from "@cdktf/provider-aws/lib/ec2-traffic-mirror-filter-rule";
import type { TerraformLocal } from "cdktf";
import { ref, TerraformIterator, Token } from "cdktf";
import type { Construct } from "constructs";
import { ANY_IPV4, ANY_IPV6 } from "../cidr";
import { ICMP, ICMPV6, RuleAction, TCP, TrafficDirection } from "../filter/filter-rule";
import { MAX_RULES_PER_FILTER } from "../quotas";
import { tooManyFilterRules } from "./errors";
import { CLIENT_VARIABLES, FILTER_VARIABLES, IPV4_CLIENTS_OR_TARGETS, ipv6Variable } from "./filter-variables";
import { ModuleStack } from "./module-stack";
import type { Owner } from "./owner";
import { addOwner } from "./owner";

/** Each wish with the number of rules it costs: `clients of listener port 443 (4)`. */
const WISHES =
  '${join(", ", [for wish, rules in { for rule in local.rules : rule.description => rule... } : "${wish} (${length(rules)})"])}';

/**
 * The presets of `MirrorFilter`, with their rules computed by Terraform.
 *
 * The construct computes rules when it is synthesized, which a module's variables come too late for; a test holds the
 * two against each other.
 */
export class FilterModule extends ModuleStack {
  constructor(scope: Construct) {
    super(scope, "filter", {
      title: "Mirror filter for TLS handshakes",
      summary:
        "A traffic mirror filter for the client side of a load balancer: TCP to and from the listeners' ports, IPv4 and " +
        "IPv6, and nothing between the load balancer and its targets. Four of the ten rules that AWS allows, for one port.",
      sample: { deployment: "demo" },
    });
    const owner = addOwner(this);
    for (const variable of CLIENT_VARIABLES) this.addVariable(variable);
    this.addVariable(ipv6Variable(IPV4_CLIENTS_OR_TARGETS));
    for (const variable of FILTER_VARIABLES) this.addVariable(variable);

    this.#addRanges();
    this.#addConversations();
    const rules = this.#addRuleValues();
    const filter = this.#addFilter(owner);
    this.#addRules(filter, rules);
    this.addOutput({
      name: "filter_id",
      description: "Filter, for mirror sessions of this account and Region.",
      value: filter.id,
    });
    this.addOutput({
      name: "rules",
      description: "Rules of the filter by direction and number, in the words of AWS.",
      value: rules.expression,
    });
  }

  #addRanges(): void {
    this.addLocal(
      "networks",
      `\${[
        for cidr in distinct(length(var.target_ports) > 0 ? var.target_cidrs : var.client_cidrs) :
        cidr if var.ipv6 || !strcontains(cidr, ":")
      ]}`,
      "The far side of the rules: clients, or targets where their ports are given.",
    );
    this.addLocal(
      "ports",
      `\${[
        for port in sort([
          for port in distinct(length(var.target_ports) > 0 ? var.target_ports : var.listener_ports) :
          format("%05d", port)
        ]) : tonumber(port)
      ]}`,
      "Ascending. Terraform sorts texts, so the numbers are made equally long.",
    );
    this.addLocal("first_ports", "${[for port in local.ports : port if !contains(local.ports, port - 1)]}");
    this.addLocal("last_ports", "${[for port in local.ports : port if !contains(local.ports, port + 1)]}");
    this.addLocal(
      "port_ranges",
      `\${[
        for position, first in local.first_ports : {
          from = first
          to   = local.last_ports[position]
          text = first == local.last_ports[position] ? tostring(first) : "\${first}-\${local.last_ports[position]}"
        }
      ]}`,
      "The fewest ranges that hold exactly these ports.",
    );
  }

  #addConversations(): void {
    this.addLocal(
      "rejected",
      `\${[
        for cidr in distinct(var.excluded_cidrs) : {
          far         = cidr
          near_ports  = null
          far_ports   = null
          protocol    = null
          description = "nothing with \${cidr}"
        } if var.ipv6 || !strcontains(cidr, ":")
      ]}`,
    );
    this.addLocal(
      "accepted",
      `\${concat(
        flatten([
          for range in local.port_ranges : [
            for cidr in local.networks : {
              far         = cidr
              near_ports  = length(var.target_ports) > 0 ? null : range
              far_ports   = length(var.target_ports) > 0 ? range : null
              protocol    = ${TCP}
              description = "\${length(var.target_ports) > 0 ? "targets on" : "clients of listener"} port \${range.text}"
            }
          ]
        ]),
        [
          for cidr in local.networks : {
            far         = cidr
            near_ports  = null
            far_ports   = null
            protocol    = strcontains(cidr, ":") ? ${ICMPV6} : ${ICMP}
            description = "ICMP for path MTU"
          } if var.mirror_icmp
        ]
      )}`,
      "The listener's port alone tells the client side from the target side: a balancer is reached on it and answers " +
        "from it, whereas towards its targets it is the client.",
    );
    this.addLocal(
      "numbered",
      `\${concat(
        [for position, item in local.rejected : merge(item, { number = 10 + position * 10, action = "${RuleAction.REJECT}" })],
        [for position, item in local.accepted : merge(item, { number = 100 + position * 10, action = "${RuleAction.ACCEPT}" })]
      )}`,
      "Rejections come first; steps of ten leave room in between.",
    );
  }

  #addRuleValues(): TerraformLocal {
    const anywhere = `strcontains(item.far, ":") ? "${ANY_IPV6}" : "${ANY_IPV4}"`;
    const rule = (direction: TrafficDirection, source: "far" | "near", destination: "far" | "near") => `{
              for item in local.numbered : "${direction}-\${item.number}" => {
                traffic_direction      = "${direction}"
                rule_number            = item.number
                rule_action            = item.action
                protocol               = item.protocol
                source_cidr_block      = ${source === "far" ? "item.far" : anywhere}
                source_port_range      = item.${source}_ports
                destination_cidr_block = ${destination === "far" ? "item.far" : anywhere}
                destination_port_range = item.${destination}_ports
                description            = item.description
              }
            }`;
    return this.addLocal(
      "rules",
      `\${merge(
            ${rule(TrafficDirection.INGRESS, "far", "near")},
            ${rule(TrafficDirection.EGRESS, "near", "far")}
          )}`,
      "One rule for what an interface receives and one for what it sends.",
    );
  }

  #addFilter({ tags }: Owner): Ec2TrafficMirrorFilter {
    const filter = new Ec2TrafficMirrorFilter(this, "Filter", {
      description: Token.asString(
        ref(`(
        length(var.target_ports) > 0 ? "Target side of the load balancer, for TLS analysis" :
        length(var.excluded_cidrs) > 0 ? "Client side of the listeners, from outside, for TLS analysis" :
        "Client side of the listeners, for TLS analysis"
      )`),
      ),
      networkServices: Token.asList(ref('var.mirror_amazon_dns ? ["amazon-dns"] : null')),
      tags,
      lifecycle: {
        // AWS refuses to delete a filter that sessions use; so they move to the new one first.
        createBeforeDestroy: true,
        precondition: [
          {
            condition: `\${length(local.rules) <= ${MAX_RULES_PER_FILTER}}`,
            errorMessage: tooManyFilterRules(MAX_RULES_PER_FILTER, "${length(local.rules)}", WISHES),
          },
        ],
      },
    });
    return filter;
  }

  #addRules(filter: Ec2TrafficMirrorFilter, values: TerraformLocal): void {
    const rules = TerraformIterator.fromMap(Token.asAnyMap(values.expression));
    const resource = new Ec2TrafficMirrorFilterRule(this, "Rules", {
      forEach: rules,
      trafficMirrorFilterId: filter.id,
      trafficDirection: rules.getString("traffic_direction"),
      ruleNumber: rules.getNumber("rule_number"),
      ruleAction: rules.getString("rule_action"),
      protocol: rules.getNumber("protocol"),
      sourceCidrBlock: rules.getString("source_cidr_block"),
      destinationCidrBlock: rules.getString("destination_cidr_block"),
      description: rules.getString("description"),
    });
    for (const ports of ["source_port_range", "destination_port_range"]) {
      resource.addOverride(`dynamic.${ports}`, {
        for_each: `\${each.value.${ports} == null ? [] : [each.value.${ports}]}`,
        content: { from_port: `\${${ports}.value.from}`, to_port: `\${${ports}.value.to}` },
      });
    }
  }
}
