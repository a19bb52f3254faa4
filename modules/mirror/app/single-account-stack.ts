import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, S3Backend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { CaptureInstance } from "../appliance/capture-instance";
import { MirrorFilter } from "../filter/filter";
import { LoadBalancerInterfaces } from "../sessions/load-balancer-interfaces";
import { MirrorSessions } from "../sessions/sessions";
import { MirrorTarget } from "../target/target";
import type { Settings } from "./settings";

/** Load balancer, mirror and appliance in one account: the balancer's interfaces copied to one machine. */
export class SingleAccountStack extends TerraformStack {
  readonly interfaces: LoadBalancerInterfaces;
  readonly appliance: CaptureInstance;
  readonly filter: MirrorFilter;
  readonly target: MirrorTarget;
  readonly sessions: MirrorSessions;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { deployment, virtualNetworkId } = settings;
    addBackend(this, settings);
    new AwsProvider(this, "Aws", { region: settings.region });

    this.interfaces = new LoadBalancerInterfaces(this, "Interfaces", { loadBalancerArn: settings.loadBalancerArn });
    this.appliance = new CaptureInstance(this, "Appliance", { ...settings, virtualNetworkIds: [virtualNetworkId] });
    this.filter = MirrorFilter.forListeners(this, "Filter", settings);
    this.target = new MirrorTarget(this, "Target", {
      deployment,
      networkInterfaceId: this.appliance.networkInterfaceId,
    });
    this.sessions = new MirrorSessions(this, "Sessions", {
      deployment,
      sourceInterfaceIds: this.interfaces.interfaceIds,
      filter: this.filter,
      target: this.target,
      virtualNetworkId,
      sessionNumber: settings.sessionNumber,
      packetLengthBytes: settings.packetLengthBytes,
    });
  }
}

/** Always one: without it the synthesized stack would hold an absolute path of the machine that made it. */
function addBackend(stack: TerraformStack, { deployment, region, stateBucket, stateKey }: Settings): void {
  if (stateBucket === undefined) {
    // Relative to the stack's folder in cdktf.out, which may be deleted at any time; the state may not.
    new LocalBackend(stack, { path: `../../../terraform.${deployment}.tfstate` });
    return;
  }
  const backend = new S3Backend(stack, {
    bucket: stateBucket,
    key: stateKey ?? `tls-mirror/${deployment}.tfstate`,
    region,
    encrypt: true,
  });
  backend.addOverride("use_lockfile", true);
}
