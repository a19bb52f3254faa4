import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { CaptureFleet } from "../appliance/capture-fleet";
import { CaptureInstance } from "../appliance/capture-instance";
import type { CollectorOutputs } from "../sharing/collector-outputs";
import { CollectorParameter } from "../sharing/collector-outputs";
import { MirrorShare } from "../sharing/share";
import type { MirrorTargetProps } from "../target/target";
import { MirrorTarget } from "../target/target";
import { addAccountProvider } from "./account-provider";
import type { CollectorSettings } from "./collector-settings";
import type { SourceSettings } from "./source-settings";
import type { StateObject } from "./state-backend";
import { addBackend } from "./state-backend";

/** The side that captures, in one Region. */
export interface CollectorStackProps {
  readonly deployment: string;
  /** Absent: no such tag. */
  readonly expiresAt?: string;
  readonly collector: CollectorSettings;
  /** Its sources in the same app, whose accounts get a share and whose ports the appliance looks at. */
  readonly sources: readonly SourceSettings[];
  /** Absent: the state is in a file beside the app. */
  readonly state?: StateObject;
}

/** What captures, and what receives for it. */
interface Machines {
  readonly appliance?: CaptureInstance;
  readonly fleet?: CaptureFleet;
  readonly receiver: Pick<MirrorTargetProps, "networkInterfaceId" | "networkLoadBalancerArn" | "sourceLimit">;
  readonly cidrs: string[];
}

/** Machines and target in one account and Region, shared with the accounts of the sources. */
export class CollectorStack extends TerraformStack {
  /** The single machine; undefined for a fleet. */
  readonly appliance?: CaptureInstance;
  /** The machines; undefined for a single one. */
  readonly fleet?: CaptureFleet;
  readonly target: MirrorTarget;
  /** Undefined where every source is in the collector's own account. */
  readonly share?: MirrorShare;
  /** Undefined where no prefix is given. */
  readonly parameter?: CollectorParameter;
  /** What the sources must know, for a `SourceStack` of the same app. */
  readonly outputs: CollectorOutputs;

  constructor(scope: Construct, id: string, props: CollectorStackProps) {
    super(scope, id);
    const { deployment, expiresAt, collector } = props;
    addBackend(this, props.state, `terraform.${deployment}.${id}.tfstate`);
    addAccountProvider(this, "Aws", collector);

    const machines = this.#addMachines(props);
    this.appliance = machines.appliance;
    this.fleet = machines.fleet;
    this.target = new MirrorTarget(this, "Target", { deployment, expiresAt, ...machines.receiver });
    this.share = this.#share(props);
    this.outputs = {
      targetId: this.target.targetId,
      targetArn: this.target.targetArn,
      targetAccountId: collector.accountId,
      region: collector.region,
      virtualNetworkIdRange: { first: collector.virtualNetworkId, count: 1 },
      collectorCidrs: machines.cidrs,
      shareArn: this.share?.shareArn,
      bucket: collector.bucket,
      packetLengthLimitBytes: this.target.packetLengthLimitBytes,
      sourceLimit: this.target.sourceLimit,
    };
    if (collector.parameterPrefix !== undefined) {
      const { parameterPrefix: prefix } = collector;
      this.parameter = new CollectorParameter(this, "Parameter", { deployment, prefix, outputs: this.outputs });
    }
  }

  #addMachines({ deployment, expiresAt, collector, sources }: CollectorStackProps): Machines {
    const wanted = {
      ...collector,
      deployment,
      expiresAt,
      listenerPorts: collector.listenerPorts ?? portsOf(sources),
      virtualNetworkIds: [collector.virtualNetworkId],
    };
    if ("subnetIds" in collector.machines) {
      const fleet = new CaptureFleet(this, "Fleet", { ...wanted, ...collector.machines });
      const receiver = { networkLoadBalancerArn: fleet.loadBalancer.loadBalancerArn };
      return { fleet, receiver, cidrs: fleet.collectorCidrs };
    }
    const appliance = new CaptureInstance(this, "Appliance", { ...wanted, ...collector.machines });
    const { sourceLimit } = collector.machines;
    const receiver = { networkInterfaceId: appliance.networkInterfaceId, sourceLimit };
    return { appliance, receiver, cidrs: [`${appliance.privateIp}/32`] };
  }

  #share({ deployment, collector, sources }: CollectorStackProps): MirrorShare | undefined {
    const others = sources.map(({ accountId }) => accountId).filter((account) => account !== collector.accountId);
    const principals = [...new Set([...collector.shareWith, ...others])];
    if (principals.length === 0) return undefined;
    return new MirrorShare(this, "Share", {
      deployment,
      targetArn: this.target.targetArn,
      principals,
      allowExternalAccounts: collector.allowExternalAccounts ?? sources.some(({ acceptShare }) => acceptShare),
    });
  }
}

/** Undefined where there is no source, for the appliance's own default. */
function portsOf(sources: readonly SourceSettings[]): number[] | undefined {
  if (sources.length === 0) return undefined;
  const ports = sources.flatMap(({ listenerPorts }) => listenerPorts ?? [443]);
  return [...new Set(ports)].sort((a, b) => a - b);
}
