import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsLb } from "@cdktf/provider-aws/lib/data-aws-lb";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import type { AlbCaptureProps } from "./alb-capture-props";
import type { MirrorAlarmsProps } from "../alarms/mirror-alarms";
import { CaptureFleet } from "../appliance/capture-fleet";
import type { CaptureInstanceProps } from "../appliance/capture-instance";
import { CaptureInstance } from "../appliance/capture-instance";
import { subnetCidrs } from "../appliance/subnet-cidrs";
import type { IMirrorFilter } from "../filter/filter";
import type { LoadBalancerInterfaces } from "../sessions/load-balancer-interfaces";
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
  /** What there is to watch of it. */
  readonly watched?: MirrorAlarmsProps;
}

/** What is mirrored. */
interface Mirrored {
  readonly interfaces: LoadBalancerInterfaces;
  readonly filter: IMirrorFilter;
  readonly virtualNetworkId: number;
}

/** Makes the side that captures, but for its alarms, in the load balancer's VPC unless told otherwise. */
export function albCollector(scope: Construct, props: AlbCaptureProps, mirrored: Mirrored): AlbCollector {
  const { deployment, expiresAt, subnetIds = [] } = props;
  const { virtualNetworkId } = mirrored;
  const loadBalancer =
    mirrored.interfaces.loadBalancer ?? new DataAwsLb(scope, "LoadBalancer", { arn: props.loadBalancerArn });
  const { captureRetentionDays, findingsRetentionDays, forceDestroy } = props;
  const store =
    props.store ??
    new CaptureStore(scope, "Store", { deployment, captureRetentionDays, findingsRetentionDays, forceDestroy });
  const appliance = {
    ...props,
    ...uploads(scope, store, props.store === undefined),
    imageId: props.imageId ?? "",
    vpcId: props.vpcId ?? loadBalancer.vpcId,
    mirrorSourceCidrs: props.mirrorSourceCidrs ?? subnetCidrs(scope, "SourceSubnets", loadBalancer.subnets),
    listenerPorts: props.listenerPorts ?? mirrored.filter.serverPorts,
    virtualNetworkIds: [virtualNetworkId],
  };
  const watched = {
    deployment,
    expiresAt,
    virtualNetworkIds: Token.isUnresolved(virtualNetworkId) ? [] : [virtualNetworkId],
    loadBalancerArn: loadBalancer.arn,
    alarmActionArns: props.alarmActionArns,
    watchUnseenFailures: props.watchUnseenFailures ?? (props.clientCidrs === undefined && props.filter === undefined),
  };
  const [subnetId] = subnetIds;
  const isOne = subnetId !== undefined && subnetIds.length === 1 && !Token.isUnresolved(subnetIds);
  const machines = isOne
    ? oneMachine(scope, { ...appliance, subnetId }, watched)
    : severalMachines(scope, { ...appliance, subnetIds }, watched);
  return { store, ...machines };
}

/** Whose a bucket is that was given is not known. */
function uploads(scope: Construct, store: ICaptureStore, isOwn: boolean) {
  return {
    bucket: store.bucketName,
    prefix: store.prefix,
    bucketKeyArn: store.keyArn,
    bucketOwner: isOwn ? new DataAwsCallerIdentity(scope, "Account").accountId : undefined,
  };
}

function oneMachine(scope: Construct, appliance: CaptureInstanceProps, watched: MirrorAlarmsProps): AlbCollector {
  const { deployment, expiresAt } = appliance;
  const instance = new CaptureInstance(scope, "Appliance", appliance);
  const { networkInterfaceId, diskBudgetBytes } = instance;
  return {
    instance,
    target: new MirrorTarget(scope, "Target", { deployment, expiresAt, networkInterfaceId }),
    watched: { ...watched, diskBudgetBytes },
  };
}

function severalMachines(
  scope: Construct,
  appliance: Omit<CaptureInstanceProps, "subnetId"> & { readonly subnetIds: string[] },
  watched: MirrorAlarmsProps,
): AlbCollector {
  const { deployment, expiresAt } = appliance;
  const fleet = new CaptureFleet(scope, "Fleet", appliance);
  const { diskBudgetBytes, loadBalancer: captureLoadBalancer } = fleet;
  const networkLoadBalancerArn = captureLoadBalancer.loadBalancerArn;
  return {
    fleet,
    target: new MirrorTarget(scope, "Target", { deployment, expiresAt, networkLoadBalancerArn }),
    watched: { ...watched, diskBudgetBytes, captureLoadBalancer },
  };
}
