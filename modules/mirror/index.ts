export type { FindingsReaderPolicyProps } from "./access/findings-reader-policy";
export { FindingsReaderPolicy } from "./access/findings-reader-policy";
export type { MirrorDeployerPolicyProps } from "./access/mirror-deployer-policy";
export { MirrorDeployerPolicy } from "./access/mirror-deployer-policy";
export type { SessionReconcilerPolicyProps } from "./access/session-reconciler-policy";
export { SessionReconcilerPolicy } from "./access/session-reconciler-policy";
export type { MirrorAlarmsProps } from "./alarms/mirror-alarms";
export { MirrorAlarms } from "./alarms/mirror-alarms";
export { AlbCapture } from "./alb-capture/alb-capture";
export type { AlbCaptureProps } from "./alb-capture/alb-capture-props";
export type { CaptureApplianceProps } from "./appliance/capture-appliance-props";
export { CaptureRetention } from "./appliance/capture-appliance-props";
export type { CaptureFleetProps } from "./appliance/capture-fleet";
export { CaptureFleet } from "./appliance/capture-fleet";
export type { CaptureInstanceProps } from "./appliance/capture-instance";
export { CaptureInstance } from "./appliance/capture-instance";
export type { CaptureLoadBalancerProps, ICaptureLoadBalancer } from "./appliance/capture-load-balancer";
export { CaptureLoadBalancer } from "./appliance/capture-load-balancer";
export type { CaptureRoleProps } from "./appliance/capture-role";
export { CaptureRole } from "./appliance/capture-role";
export type { ISessionCoverage, SessionCoverageProps } from "./coverage/session-coverage";
export { SessionCoverage } from "./coverage/session-coverage";
export type { CollectorOutputs, CollectorParameterProps } from "./sharing/collector-outputs";
export { CollectorParameter, CollectorReference } from "./sharing/collector-outputs";
export type { IMirrorFilter } from "./filter/filter";
export { MirrorFilter } from "./filter/filter";
export type {
  ListenerFilterProps,
  MirrorFilterProps,
  OutsideFilterProps,
  TargetFilterProps,
} from "./filter/filter-props";
export type { MirrorFilterRule, PortRange } from "./filter/filter-rule";
export { RuleAction, TrafficDirection } from "./filter/filter-rule";
export type { FilterDecision, MirroredPacket } from "./filter/filter-simulator";
export { FilterSimulator } from "./filter/filter-simulator";
export type { LoadBalancerInterfacesProps } from "./sessions/load-balancer-interfaces";
export { LoadBalancerInterfaces } from "./sessions/load-balancer-interfaces";
export type { MirrorSessionsProps } from "./sessions/sessions";
export { MirrorSessions } from "./sessions/sessions";
export type { MirrorShareProps } from "./sharing/share";
export { MirrorShare } from "./sharing/share";
export type { MirrorShareAccepterProps } from "./sharing/share-accepter";
export { MirrorShareAccepter } from "./sharing/share-accepter";
export type { CaptureStoreProps } from "./store/capture-store";
export { CaptureStore } from "./store/capture-store";
export type { CaptureWriter } from "./store/capture-writer";
export type { FindingsCatalogProps, IFindingsCatalog } from "./store/findings-catalog";
export { FindingsCatalog } from "./store/findings-catalog";
export { ObjectLockMode } from "./store/object-lock";
export type { ICaptureStore } from "./store/store";
export type { IMirrorTarget, MirrorTargetProps } from "./target/target";
export { MirrorTarget } from "./target/target";
export type { VirtualNetworkIdRange } from "./vxlan";
