import { DataTerraformRemoteStateS3, Fn, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";
import { refused } from "../errors";
import type { SessionCoverage } from "../coverage/session-coverage";
import { MirrorFilter } from "../filter/filter";
import { LoadBalancerInterfaces } from "../sessions/load-balancer-interfaces";
import { MirrorSessions } from "../sessions/sessions";
import type { CollectorOutputs } from "../sharing/collector-outputs";
import { CollectorReference } from "../sharing/collector-outputs";
import { MirrorShareAccepter } from "../sharing/share-accepter";
import type { IMirrorTarget } from "../target/target";
import { MirrorTarget } from "../target/target";
import { addAccountProvider } from "./account-provider";
import { addCoverage } from "./coverage";
import { collectorOfNobody } from "./errors";
import type { CollectorLocation, SourceSettings } from "./source-settings";
import type { StateObject } from "./state-backend";
import { addBackend } from "./state-backend";

/** Terraform output of a collector's stack that holds what its sources must know. */
export const COLLECTOR_OUTPUT = "collector";

/** One load balancer that is mirrored. */
export interface SourceStackProps {
  readonly deployment: string;
  /** Absent: no such tag. */
  readonly expiresAt?: string;
  readonly source: SourceSettings;
  /** Outputs of the collector, where it is in the same app; else the settings say where to read them. */
  readonly collector?: CollectorOutputs;
  /** Absent: the state is in a file beside the app. */
  readonly state?: StateObject;
}

/** Sessions on the interfaces of one load balancer, to the target of a collector in another account or stack. */
export class SourceStack extends TerraformStack {
  readonly source: SourceSettings;
  readonly interfaces: LoadBalancerInterfaces;
  readonly filter: MirrorFilter;
  readonly target: IMirrorTarget;
  readonly sessions: MirrorSessions;
  readonly coverage?: SessionCoverage;

  constructor(scope: Construct, id: string, props: SourceStackProps) {
    super(scope, id);
    const { deployment, expiresAt, source } = props;
    this.source = source;
    addBackend(this, props.state, `terraform.${deployment}.${id}.tfstate`);
    addAccountProvider(this, "Aws", source);
    const collector = collectorFor(this, props);

    this.interfaces = new LoadBalancerInterfaces(this, "Interfaces", source);
    this.filter = MirrorFilter.forListeners(this, "Filter", { ...source, deployment, expiresAt });
    this.target = this.#target(source, collector);
    this.sessions = new MirrorSessions(this, "Sessions", {
      deployment,
      expiresAt,
      sourceInterfaceIds: this.interfaces.interfaceIds,
      filter: this.filter,
      target: this.target,
      virtualNetworkIdRange: collector.virtualNetworkIdRange,
      sessionNumber: source.sessionNumber,
      packetLengthBytes: source.packetLengthBytes,
    });
    this.coverage = addCoverage(this, source, {
      deployment,
      expiresAt,
      loadBalancerArn: source.loadBalancerArn,
      filter: this.filter,
      target: this.target,
    });
  }

  #target({ acceptShare }: SourceSettings, collector: CollectorOutputs): IMirrorTarget {
    const target = MirrorTarget.fromCollector(collector);
    if (!acceptShare || collector.shareArn === undefined) return target;
    return new MirrorShareAccepter(this, "Share", { shareArn: collector.shareArn, target });
  }
}

function collectorFor(stack: TerraformStack, { source, collector }: SourceStackProps): CollectorOutputs {
  if (collector !== undefined) return shown(collector);
  if (source.collector === undefined) throw refused(stack.node.path, [collectorOfNobody("collector", source.region)]);
  return collectorElsewhere(stack, source.region, source.collector);
}

/**
 * CDKTF marks whatever crosses from stack to stack as sensitive, though none of this is secret; and who approves a plan
 * must see where packets are sent.
 */
function shown(outputs: CollectorOutputs): CollectorOutputs {
  const legible = (text: string) => (Token.isUnresolved(text) ? Token.asString(Fn.nonsensitive(text)) : text);
  return {
    ...outputs,
    targetId: legible(outputs.targetId),
    shareArn: outputs.shareArn === undefined ? undefined : legible(outputs.shareArn),
  };
}

/** Reads the outputs of a collector in another pipeline. */
function collectorElsewhere(stack: TerraformStack, region: string, location: CollectorLocation): CollectorOutputs {
  if ("bucket" in location) {
    const state = new DataTerraformRemoteStateS3(stack, "Collector", location);
    return CollectorReference.fromRemoteState(state, COLLECTOR_OUTPUT);
  }
  const { parameterPrefix: prefix, roleArn } = location;
  const alias = { region, roleArn, alias: "collector" };
  const provider = roleArn === undefined ? undefined : addAccountProvider(stack, "AwsOfCollector", alias);
  return CollectorReference.fromParameter(stack, "Collector", prefix, provider);
}
