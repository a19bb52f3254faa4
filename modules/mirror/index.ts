export type { CaptureInstanceProps } from "./capture-instance";
export { CaptureInstance, CaptureRetention } from "./capture-instance";
export type { CaptureLoadBalancerProps } from "./capture-load-balancer";
export { CaptureLoadBalancer } from "./capture-load-balancer";
export type { CaptureRoleProps } from "./capture-role";
export { CaptureRole } from "./capture-role";
export type { CollectorOutputs, CollectorParameterProps } from "./collector-outputs";
export { CollectorParameter, CollectorReference } from "./collector-outputs";
export type {
  IMirrorFilter,
  ListenerFilterProps,
  MirrorFilterProps,
  OutsideFilterProps,
  TargetFilterProps,
} from "./filter";
export { MirrorFilter } from "./filter";
export type { MirrorFilterRule, PortRange } from "./filter-rule";
export { RuleAction, TrafficDirection } from "./filter-rule";
export type { FilterDecision, MirroredPacket } from "./filter-simulator";
export { FilterSimulator } from "./filter-simulator";
export type { LoadBalancerInterfacesProps } from "./load-balancer-interfaces";
export { LoadBalancerInterfaces } from "./load-balancer-interfaces";
export type { MirrorSessionsProps } from "./sessions";
export { MirrorSessions } from "./sessions";
export type { MirrorShareProps } from "./share";
export { MirrorShare } from "./share";
export type { MirrorShareAccepterProps } from "./share-accepter";
export { MirrorShareAccepter } from "./share-accepter";
export type { IMirrorTarget, MirrorTargetProps } from "./target";
export { MirrorTarget } from "./target";
export type { VirtualNetworkIdRange } from "./vxlan";
