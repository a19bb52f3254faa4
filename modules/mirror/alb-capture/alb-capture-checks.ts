import type { AlbCaptureProps } from "./alb-capture-props";
import { applianceBesideTarget, filterBesideClients, noAppliance } from "./errors";

/** Properties that say how appliances are made. */
const OF_APPLIANCES: readonly (keyof AlbCaptureProps)[] = [
  "imageId",
  "subnetIds",
  "vpcId",
  "mirrorSourceCidrs",
  "instanceType",
  "retention",
  "store",
  "alarmActionArns",
  "watchUnseenFailures",
  "allowSessionManager",
];

/** What contradicts itself in a capture; what is wrong with a part, that part tells. Empty when nothing does. */
export function albCaptureProblems(props: AlbCaptureProps): string[] {
  const beside = OF_APPLIANCES.filter((property) => props[property] !== undefined);
  const isComplete = props.imageId !== undefined && (props.subnetIds ?? []).length > 0;
  return [
    ...(props.target === undefined && !isComplete ? [noAppliance()] : []),
    ...(props.target !== undefined && beside.length > 0 ? [applianceBesideTarget(beside)] : []),
    ...(props.filter !== undefined && props.clientCidrs !== undefined ? [filterBesideClients()] : []),
  ];
}
