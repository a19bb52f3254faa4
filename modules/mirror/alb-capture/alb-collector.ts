import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsLb } from "@cdktf/provider-aws/lib/data-aws-lb";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import type { AlbCaptureProps } from "./alb-capture-props";
import { MirrorAlarms } from "../alarms/mirror-alarms";
import { CaptureFleet } from "../appliance/capture-fleet";
import { CaptureInstance } from "../appliance/capture-instance";
import { subnetCidrs } from "../appliance/subnet-cidrs";
import { CaptureStore } from "../store/capture-store";
import type { ICaptureStore } from "../store/capture-store";
import type { IMirrorTarget } from "../target/target";
import { MirrorTarget } from "../target/target";

/** The side that captures; all but the target only where it is made here. */
export interface AlbCollector {
  readonly target: IMirrorTarget;
  readonly store?: ICaptureStore;
  readonly instance?: CaptureInstance;
  readonly fleet?: CaptureFleet;
  readonly alarms?: MirrorAlarms;
}

/** Makes the side that captures, in the load balancer's VPC unless told otherwise. */
export function albCollector(scope: Construct, props: AlbCaptureProps, virtualNetworkId: number): AlbCollector {
  const { deployment, expiresAt, subnetIds = [], imageId = "" } = props;
  const virtualNetworkIds = [virtualNetworkId];
  const loadBalancer = new DataAwsLb(scope, "LoadBalancer", {
    arn: props.loadBalancerArn,
    name: props.loadBalancerName,
  });
  const store = props.store ?? new CaptureStore(scope, "Store", { deployment });
  const appliance = {
    ...props,
    imageId,
    vpcId: props.vpcId ?? loadBalancer.vpcId,
    mirrorSourceCidrs: props.mirrorSourceCidrs ?? subnetCidrs(scope, "SourceSubnets", loadBalancer.subnets),
    virtualNetworkIds,
    bucket: store.bucketName,
    prefix: store.prefix,
    bucketKeyArn: store.keyArn,
    // Whose a bucket is that was given is not known.
    bucketOwner: props.store === undefined ? new DataAwsCallerIdentity(scope, "Account").accountId : undefined,
  };
  const destination = { deployment, expiresAt };
  const alarms = {
    ...destination,
    virtualNetworkIds: Token.isUnresolved(virtualNetworkId) ? [] : virtualNetworkIds,
    loadBalancerArn: loadBalancer.arn,
    alarmActionArns: props.alarmActionArns,
    watchUnseenFailures: props.watchUnseenFailures ?? (props.clientCidrs === undefined && props.filter === undefined),
  };
  const [subnetId] = subnetIds;
  if (subnetId !== undefined && subnetIds.length === 1 && !Token.isUnresolved(subnetIds)) {
    const instance = new CaptureInstance(scope, "Appliance", { ...appliance, subnetId });
    const { networkInterfaceId } = instance;
    return {
      store,
      instance,
      target: new MirrorTarget(scope, "Target", { ...destination, networkInterfaceId }),
      alarms: new MirrorAlarms(scope, "Alarms", { ...alarms, diskBudgetBytes: instance.diskBudgetBytes }),
    };
  }
  const fleet = new CaptureFleet(scope, "Fleet", { ...appliance, subnetIds });
  const { loadBalancerArn } = fleet.loadBalancer;
  return {
    store,
    fleet,
    target: new MirrorTarget(scope, "Target", { ...destination, networkLoadBalancerArn: loadBalancerArn }),
    alarms: new MirrorAlarms(scope, "Alarms", {
      ...alarms,
      diskBudgetBytes: fleet.diskBudgetBytes,
      captureLoadBalancer: fleet.loadBalancer,
    }),
  };
}
