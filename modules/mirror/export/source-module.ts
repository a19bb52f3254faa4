import { DataAwsNetworkInterfaces } from "@cdktf/provider-aws/lib/data-aws-network-interfaces";
import { RamResourceShareAccepter } from "@cdktf/provider-aws/lib/ram-resource-share-accepter";
import type { TerraformLocal } from "cdktf";
import { ref, TerraformHclModule, Token } from "cdktf";
import type { Construct } from "constructs";
import { noInterfaceFound } from "../sessions/errors";
import { MirrorSessions } from "../sessions/sessions";
import { ALARM_ACTION_VARIABLE } from "./coverage-variables";
import { actionsWithoutCheck } from "./errors";
import { CLIENT_VARIABLES, IPV4_CLIENTS, ipv6Variable } from "./filter-variables";
import { ModuleStack } from "./module-stack";
import { addOwner, OWNER_VARIABLES } from "./owner";
import type { ModuleVariable } from "./module-variable";
import {
  SAMPLE_COLLECTOR,
  SAMPLE_LOAD_BALANCER_ARN,
  SESSION_VARIABLES,
  SOURCE_VARIABLES,
  WATCH_VARIABLE,
} from "./source-variables";

/** Variables that the source's own filter has too. */
const PASSED_ON = [...OWNER_VARIABLES.map(({ name }) => name), ...CLIENT_VARIABLES.map(({ name }) => name), "ipv6"];

/** Only a load balancer can be looked at; interfaces that are given are all there is to mirror. */
const IS_WATCHED = "var.watch_coverage && var.load_balancer_arn != null";

/** Whom the alarm tells, where there is one. */
const ACTIONS: ModuleVariable = {
  ...ALARM_ACTION_VARIABLE,
  rules: [
    ...(ALARM_ACTION_VARIABLE.rules ?? []),
    {
      condition: `\${length(var.alarm_action_arns) == 0 || (${IS_WATCHED})}`,
      message: actionsWithoutCheck(),
      refuses: { alarm_action_arns: ["arn:aws:sns:eu-central-1:111122223333:alerts"], watch_coverage: false },
    },
  ],
};

/** What is mirrored: interfaces, filter and sessions of one account, towards a collector in this or another account. */
export class SourceModule extends ModuleStack {
  constructor(scope: Construct) {
    super(scope, "source", {
      title: "Mirror sessions of a load balancer",
      summary:
        "One traffic mirror session for each network interface of an Application Load Balancer, the filter for its client " +
        "side, and a check that no interface is without a session. AWS bills each session by the hour.",
      sample: { deployment: "demo", collector: SAMPLE_COLLECTOR, load_balancer_arn: SAMPLE_LOAD_BALANCER_ARN },
      mockData: {
        aws_network_interfaces: { ids: ["eni-0123456789abcdef0", "eni-0123456789abcdef1"] },
        aws_region: { region: SAMPLE_COLLECTOR.region },
      },
    });
    const { deployment, tags } = addOwner(this);
    for (const variable of SOURCE_VARIABLES) this.addVariable(variable);
    for (const variable of CLIENT_VARIABLES) this.addVariable(variable);
    this.addVariable(ipv6Variable(IPV4_CLIENTS));
    for (const variable of [...SESSION_VARIABLES, WATCH_VARIABLE, ACTIONS]) this.addVariable(variable);

    const interfaceIds = this.#addInterfaces();
    const filterId = this.#addFilter();
    const targetId = this.#addTarget();
    const range = this.#addNumbers();
    const sessions = new MirrorSessions(this, "Sessions", {
      deployment,
      sourceInterfaceIds: interfaceIds.asList,
      filter: { filterId: filterId.asString },
      target: {
        targetId: targetId.asString,
        sourceLimit: Token.asNumber(ref("var.collector.sourceLimit")),
        region: Token.asString(ref("var.collector.region")),
      },
      virtualNetworkIdRange: range,
      sessionNumber: Token.asNumber(ref("var.session_number")),
      packetLengthBytes: Token.asNumber(
        ref("var.packet_length_bytes == null ? var.collector.packetLengthLimitBytes : var.packet_length_bytes"),
      ),
    });
    // The construct knows when it is synthesized whether there is a date, and Terraform when it plans.
    sessions.resource.tags = tags;
    const coverage = this.#addCoverage(filterId, targetId);

    this.addOutput({
      name: "source_interface_ids",
      description: "Interfaces that are mirrored, each billed by the hour.",
      value: interfaceIds.expression,
    });
    this.addOutput({
      name: "session_ids",
      description: "Mirror session of each interface, by the interface's id.",
      value: `\${{ for id, session in ${sessions.resource.terraformResourceType}.${sessions.resource.friendlyUniqueId} : id => session.id }}`,
    });
    this.addOutput({
      name: "filter_id",
      description: "Filter of the sessions, the caller's or this module's own.",
      value: filterId.expression,
    });
    this.addOutput({
      name: "coverage_state_machine_arn",
      description: "Check of the interfaces, to run it by hand; null where there is none.",
      value: ref(`one(module.${coverage.friendlyUniqueId}[*].state_machine_arn)`),
    });
  }

  /** As `LoadBalancerInterfaces` finds them, where none are given. */
  #addInterfaces(): TerraformLocal {
    const description = this.addLocal(
      "interface_description",
      'ELB ${element(split(":loadbalancer/", coalesce(var.load_balancer_arn, ":loadbalancer/")), 1)}',
      "The whole description: a balancer made again under the same name has another id, and is another balancer.",
    );
    const found = new DataAwsNetworkInterfaces(this, "LoadBalancer", {
      count: Token.asNumber(ref("var.load_balancer_arn == null ? 0 : 1")),
      filter: [{ name: "description", values: [description.asString] }],
      lifecycle: {
        postcondition: [
          {
            condition: "${length(self.ids) > 0}",
            errorMessage: noInterfaceFound("${local.interface_description}"),
          },
        ],
      },
    });
    return this.addLocal(
      "interface_ids",
      ref(
        `var.source_interface_ids == null ? one(data.${found.terraformResourceType}.${found.friendlyUniqueId}[*].ids) : var.source_interface_ids`,
      ),
    );
  }

  #addFilter(): TerraformLocal {
    const filter = new TerraformHclModule(this, "Filter", {
      source: "../filter",
      skipAssetCreationFromLocalModules: true,
      variables: Object.fromEntries(PASSED_ON.map((name) => [name, ref(`var.${name}`)])),
    });
    filter.addOverride("count", "${var.filter == null ? 1 : 0}");
    return this.addLocal(
      "filter_id",
      ref("var.filter == null ? one(module.filter[*].filter_id) : var.filter.filter_id"),
    );
  }

  #addCoverage(filterId: TerraformLocal, targetId: TerraformLocal): TerraformHclModule {
    const owner = OWNER_VARIABLES.map(({ name }) => [name, ref(`var.${name}`)] as const);
    const coverage = new TerraformHclModule(this, "Coverage", {
      source: "../coverage",
      skipAssetCreationFromLocalModules: true,
      variables: {
        ...Object.fromEntries(owner),
        load_balancer_arn: ref("var.load_balancer_arn"),
        filter_id: filterId.asString,
        target_id: targetId.asString,
        alarm_action_arns: ref("var.alarm_action_arns"),
      },
    });
    coverage.addOverride("count", `\${${IS_WATCHED} ? 1 : 0}`);
    return coverage;
  }

  #addTarget(): TerraformLocal {
    const accepter = new RamResourceShareAccepter(this, "Share", {
      count: Token.asNumber(ref("var.accept_share ? 1 : 0")),
      shareArn: Token.asString(ref("var.collector.shareArn")),
    });
    const acceptance = `one(${accepter.terraformResourceType}.${accepter.friendlyUniqueId}[*].share_id)`;
    return this.addLocal(
      "target_id",
      ref(`element([${acceptance}, var.collector.targetId], 1)`),
      "Names the acceptance, so that the sessions come after it.",
    );
  }

  #addNumbers(): { first: number; count: number } {
    this.addLocal(
      "virtual_network_id_range",
      ref(
        "var.virtual_network_id == null ? var.collector.virtualNetworkIdRange : { first = var.virtual_network_id, count = 1 }",
      ),
    );
    return {
      first: Token.asNumber(ref("local.virtual_network_id_range.first")),
      count: Token.asNumber(ref("local.virtual_network_id_range.count")),
    };
  }
}
