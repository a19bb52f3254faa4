import type { Construct } from "constructs";
import type * as Mirror from "../../modules/mirror";

const DEPLOYMENT = "prod";

/**
 * Every public construct once, with everything that an option adds, under ids that say the class.
 *
 * The constructs are handed over, so that the same program runs on the sources and on the installed package.
 */
export function addEveryConstruct(scope: Construct, mirror: typeof Mirror): void {
  const interfaces = new mirror.LoadBalancerInterfaces(scope, "LoadBalancerInterfaces", { loadBalancerName: "web" });
  const appliance = new mirror.CaptureInstance(scope, "CaptureInstance", {
    deployment: DEPLOYMENT,
    imageId: "ami-0123456789abcdef0",
    vpcId: "vpc-0123456789abcdef0",
    subnetId: "subnet-0123456789abcdef0",
    mirrorSourceCidrs: ["10.0.0.0/24", "2001:db8:1::/64"],
    virtualNetworkIds: [4711],
    retention: mirror.CaptureRetention.EVERYTHING,
    bucket: "captures",
    bucketKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef",
    healthCheckCidrs: ["10.0.0.0/24"],
    allowSessionManager: true,
  });
  const balancer = new mirror.CaptureLoadBalancer(scope, "CaptureLoadBalancer", {
    deployment: DEPLOYMENT,
    vpcId: "vpc-0123456789abcdef0",
    subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
  });
  balancer.addInstance("Instance", appliance.instanceId);
  new mirror.CaptureFleet(scope, "CaptureFleet", {
    deployment: DEPLOYMENT,
    imageId: "ami-0123456789abcdef0",
    vpcId: "vpc-0123456789abcdef0",
    subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    mirrorSourceCidrs: ["10.0.0.0/24"],
    virtualNetworkIds: [4711],
  });
  new mirror.AlbCapture(scope, "AlbCapture", {
    deployment: "staging",
    loadBalancerName: "web",
    imageId: "ami-0123456789abcdef0",
    subnetIds: ["subnet-0123456789abcdef0"],
  });
  new mirror.CaptureRole(scope, "CaptureRole", { deployment: DEPLOYMENT });
  const store = new mirror.CaptureStore(scope, "CaptureStore", {
    deployment: DEPLOYMENT,
    objectLockMode: mirror.ObjectLockMode.GOVERNANCE,
    objectLockDays: 7,
    writers: [{ roleArn: "arn:aws:iam::444455556666:role/tls-mirror-capture" }],
  });
  new mirror.FindingsCatalog(scope, "FindingsCatalog", { deployment: "other", store });
  new mirror.MirrorAlarms(scope, "MirrorAlarms", {
    deployment: DEPLOYMENT,
    loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188",
    captureLoadBalancer: balancer,
    virtualNetworkIds: [4711],
    diskBudgetBytes: appliance.diskBudgetBytes,
  });

  const filter = mirror.MirrorFilter.forListeners(scope, "MirrorFilter", {
    deployment: DEPLOYMENT,
    listenerPorts: [443, 8443],
    mirrorAmazonDns: true,
  });
  const target = new mirror.MirrorTarget(scope, "MirrorTarget", {
    deployment: DEPLOYMENT,
    networkLoadBalancerArn: balancer.loadBalancerArn,
  });
  new mirror.MirrorSessions(scope, "MirrorSessions", {
    deployment: DEPLOYMENT,
    sourceInterfaceIds: interfaces.interfaceIds,
    filter,
    target,
    virtualNetworkId: 4711,
    packetLengthBytes: 128,
  });
  new mirror.SessionCoverage(scope, "SessionCoverage", {
    deployment: DEPLOYMENT,
    loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188",
    filter,
    target,
  });

  const share = new mirror.MirrorShare(scope, "MirrorShare", {
    deployment: DEPLOYMENT,
    targetArn: target.targetArn,
    principals: ["111122223333"],
    allowExternalAccounts: true,
  });
  new mirror.CollectorParameter(scope, "CollectorParameter", {
    deployment: DEPLOYMENT,
    prefix: "/tls-mirror/prod",
    outputs: {
      targetId: target.targetId,
      targetArn: target.targetArn,
      targetAccountId: target.ownerId,
      region: "eu-central-1",
      virtualNetworkIdRange: { first: 4711, count: 1 },
      collectorCidrs: ["10.0.0.0/24"],
      shareArn: share.shareArn,
      packetLengthLimitBytes: target.packetLengthLimitBytes,
    },
  });
  const outputs = mirror.CollectorReference.fromParameter(scope, "CollectorReference", "/tls-mirror/other");
  const accepted = new mirror.MirrorShareAccepter(scope, "MirrorShareAccepter", {
    shareArn: "arn:aws:ram:eu-central-1:444455556666:resource-share/01234567-89ab-cdef-0123-456789abcdef",
    target: mirror.MirrorTarget.fromCollector(outputs),
  });
  new mirror.MirrorSessions(scope, "MirrorSessionsToCollector", {
    deployment: DEPLOYMENT,
    sourceInterfaceIds: interfaces.interfaceIds,
    filter,
    target: accepted,
    virtualNetworkIdRange: outputs.virtualNetworkIdRange,
    sessionNumber: 2,
  });

  const access = {
    deployment: DEPLOYMENT,
    targetArn: target.targetArn,
    sourceSubnetIds: ["subnet-0123456789abcdef0"],
  };
  new mirror.MirrorDeployerPolicy(scope, "MirrorDeployerPolicy", access);
  new mirror.SessionReconcilerPolicy(scope, "SessionReconcilerPolicy", { ...access, filterId: filter.filterId });
  new mirror.FindingsReaderPolicy(scope, "FindingsReaderPolicy", { deployment: DEPLOYMENT, catalog: store.catalog });
}
