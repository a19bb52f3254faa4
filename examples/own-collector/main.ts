/** Mirrors a load balancer to a collector that another team runs, and makes nothing else. */
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, S3Backend, TerraformOutput, TerraformStack } from "cdktf";
import { LoadBalancerInterfaces, MirrorFilter, MirrorSessions, MirrorTarget } from "cdktf-tls-mirror";
import type { Construct } from "constructs";

const REGION = "eu-central-1";
const DEPLOYMENT = "shop";

/** What the other team told: its target, which is a Network Load Balancer, and the VXLAN network identifier for us. */
const COLLECTOR = { targetId: "tmt-0a1b2c3d4e5f60718", virtualNetworkId: 4711 };

class ShopMirror extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const state = new S3Backend(this, {
      bucket: "example-shop-states",
      key: "tls-mirror/shop.tfstate",
      region: REGION,
      encrypt: true,
    });
    state.addOverride("use_lockfile", true);
    new AwsProvider(this, "Aws", { region: REGION });

    const { interfaceIds } = new LoadBalancerInterfaces(this, "Interfaces", { loadBalancerName: "shop" });
    new MirrorSessions(this, "Sessions", {
      deployment: DEPLOYMENT,
      sourceInterfaceIds: interfaceIds,
      filter: MirrorFilter.forListeners(this, "Filter", { deployment: DEPLOYMENT, listenerPorts: [443, 444] }),
      // MirrorTarget.fromTargetId for a target that is an interface or an endpoint, which take packets of any length.
      target: MirrorTarget.fromLoadBalancerTargetId(COLLECTOR.targetId),
      virtualNetworkId: COLLECTOR.virtualNetworkId,
      // The balancer has a session of the security team with number 1 already, which wants other packets.
      sessionNumber: 10,
    });
    new TerraformOutput(this, "mirrored_interface_ids", {
      value: interfaceIds,
      description: "Interfaces of the load balancer, each mirrored",
      staticId: true,
    });
  }
}

const app = new App();
new ShopMirror(app, "shop-mirror");
app.synth();
