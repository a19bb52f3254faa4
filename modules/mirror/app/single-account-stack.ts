import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { CaptureInstance } from "../appliance/capture-instance";
import { tryParseLoadBalancerArn } from "../load-balancer-arn";
import type { SessionCoverage } from "../coverage/session-coverage";
import { MirrorFilter } from "../filter/filter";
import { LoadBalancerInterfaces } from "../sessions/load-balancer-interfaces";
import { MirrorSessions } from "../sessions/sessions";
import { MirrorTarget } from "../target/target";
import { addAccountProvider } from "./account-provider";
import { addCoverage } from "./coverage";
import type { OneAccountSettings } from "./one-account-settings";
import { addBackend } from "./state-backend";

/** Load balancer, mirror and appliance in one account: the balancer's interfaces copied to one machine. */
export class SingleAccountStack extends TerraformStack {
  readonly interfaces: LoadBalancerInterfaces;
  readonly appliance: CaptureInstance;
  readonly filter: MirrorFilter;
  readonly target: MirrorTarget;
  readonly sessions: MirrorSessions;
  readonly coverage?: SessionCoverage;

  constructor(scope: Construct, id: string, settings: OneAccountSettings) {
    super(scope, id);
    const { deployment, expiresAt, virtualNetworkId } = settings;
    const { state } = settings;
    const object = state && { ...state, key: state.key ?? `tls-mirror/${deployment}.tfstate` };
    addBackend(this, object, `terraform.${deployment}.tfstate`);
    // An ARN that tells no account is refused below.
    const accountId = tryParseLoadBalancerArn(settings.loadBalancerArn)?.accountId;
    addAccountProvider(this, "Aws", { region: settings.region, accountId });

    this.interfaces = new LoadBalancerInterfaces(this, "Interfaces", { loadBalancerArn: settings.loadBalancerArn });
    this.appliance = new CaptureInstance(this, "Appliance", { ...settings, virtualNetworkIds: [virtualNetworkId] });
    this.filter = MirrorFilter.forListeners(this, "Filter", settings);
    this.target = new MirrorTarget(this, "Target", {
      deployment,
      expiresAt,
      networkInterfaceId: this.appliance.networkInterfaceId,
      sourceLimit: settings.sourceLimit,
    });
    this.sessions = new MirrorSessions(this, "Sessions", {
      deployment,
      expiresAt,
      sourceInterfaceIds: this.interfaces.interfaceIds,
      filter: this.filter,
      target: this.target,
      virtualNetworkId,
      sessionNumber: settings.sessionNumber,
      packetLengthBytes: settings.packetLengthBytes,
    });
    this.coverage = addCoverage(this, settings, {
      deployment,
      expiresAt,
      loadBalancerArn: settings.loadBalancerArn,
      filter: this.filter,
      target: this.target,
    });
  }
}
