/** Captures a busy load balancer on several machines behind a Network Load Balancer, and watches them. */
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, S3Backend, TerraformOutput, TerraformStack } from "cdktf";
import {
  CaptureFleet,
  LoadBalancerInterfaces,
  MirrorAlarms,
  MirrorFilter,
  MirrorSessions,
  MirrorTarget,
  SessionCoverage,
} from "cdktf-tls-mirror";
import type { Construct } from "constructs";

const REGION = "eu-central-1";
const DEPLOYMENT = "shop";
const LOAD_BALANCER_ARN = `arn:aws:elasticloadbalancing:${REGION}:123456789012:loadbalancer/app/shop/50dc6c495c0c9188`;

/** VXLAN network identifier of the sessions, which the machines are told. */
const VIRTUAL_NETWORK_ID = 4711;

const ALARM_ACTION_ARNS = [`arn:aws:sns:${REGION}:123456789012:on-call`];

class ShopCapture extends TerraformStack {
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

    const fleet = this.#fleet();
    const { interfaceIds } = new LoadBalancerInterfaces(this, "Interfaces", { loadBalancerArn: LOAD_BALANCER_ARN });
    const filter = MirrorFilter.forListeners(this, "Filter", { deployment: DEPLOYMENT });
    const target = new MirrorTarget(this, "Target", {
      deployment: DEPLOYMENT,
      networkLoadBalancerArn: fleet.loadBalancer.loadBalancerArn,
    });
    new MirrorSessions(this, "Sessions", {
      deployment: DEPLOYMENT,
      sourceInterfaceIds: interfaceIds,
      filter,
      target,
      virtualNetworkId: VIRTUAL_NETWORK_ID,
    });
    const sessionCoverage = new SessionCoverage(this, "Coverage", {
      deployment: DEPLOYMENT,
      loadBalancerArn: LOAD_BALANCER_ARN,
      filter,
      target,
      alarmActionArns: ALARM_ACTION_ARNS,
    });
    new MirrorAlarms(this, "Alarms", {
      deployment: DEPLOYMENT,
      loadBalancerArn: LOAD_BALANCER_ARN,
      captureLoadBalancer: fleet.loadBalancer,
      sessionCoverage,
      alarmActionArns: ALARM_ACTION_ARNS,
    });
    new TerraformOutput(this, "mirrored_interface_ids", {
      value: interfaceIds,
      description: "Interfaces of the load balancer, each mirrored",
      staticId: true,
    });
  }

  #fleet(): CaptureFleet {
    return new CaptureFleet(this, "Fleet", {
      deployment: DEPLOYMENT,
      imageId: "ami-0a1b2c3d4e5f60718",
      vpcId: "vpc-0a1b2c3d4e5f60718",
      subnetIds: ["subnet-0a1b2c3d4e5f60718", "subnet-0b1b2c3d4e5f60718"],
      mirrorSourceCidrs: ["10.0.0.0/22", "10.0.4.0/22"],
      virtualNetworkIds: [VIRTUAL_NETWORK_ID],
      minSize: 2,
      maxSize: 4,
      bucket: "example-shop-captures",
    });
  }
}

const app = new App();
new ShopCapture(app, "shop-capture");
app.synth();
