import type { AlbCaptureProps } from "./alb-capture-props";
import {
  actionsWithoutAlarm,
  applianceBesideTarget,
  clientsBesideFilter,
  noAppliance,
  otherPortsThanFilter,
  portsBesideFilterAndTarget,
  storeBesideStore,
  unknownPortsOfFilter,
} from "./errors";

type Property = keyof AlbCaptureProps;

/** Properties that say how the store is made. */
const OF_THE_STORE: readonly Property[] = ["captureRetentionDays", "findingsRetentionDays", "forceDestroy"];

/** Properties that say how appliances are made, and what belongs to them. */
const OF_APPLIANCES: readonly Property[] = [
  "imageId",
  "subnetIds",
  "vpcId",
  "mirrorSourceCidrs",
  "instanceType",
  "retention",
  "store",
  ...OF_THE_STORE,
  "watchUnseenFailures",
  "allowSessionManager",
];

/** Properties that say whose packets a filter lets through. */
const OF_THE_FILTER: readonly Property[] = ["clientCidrs", "mirrorIcmp"];

/** What contradicts itself in a capture; what is wrong with a part, that part tells. Empty when nothing does. */
export function albCaptureProblems(props: AlbCaptureProps): string[] {
  const given = (properties: readonly Property[]) => properties.filter((property) => props[property] !== undefined);
  const unless = (holds: boolean, properties: readonly Property[], problem: (given: readonly string[]) => string) =>
    holds && given(properties).length > 0 ? [problem(given(properties))] : [];
  const isComplete = props.imageId !== undefined && (props.subnetIds ?? []).length > 0;
  return [
    ...(props.target === undefined && !isComplete ? [noAppliance()] : []),
    ...unless(props.target !== undefined, OF_APPLIANCES, applianceBesideTarget),
    ...unless(props.target !== undefined && props.watchCoverage === false, ["alarmActionArns"], actionsWithoutAlarm),
    ...unless(props.store !== undefined, OF_THE_STORE, storeBesideStore),
    ...unless(props.filter !== undefined, OF_THE_FILTER, clientsBesideFilter),
    ...portProblems(props),
  ];
}

/** A filter that is given decides by itself what is mirrored; appliances that look at other ports would see nothing. */
function portProblems({ filter, target, listenerPorts }: AlbCaptureProps): string[] {
  if (filter === undefined) return [];
  if (target !== undefined) return listenerPorts === undefined ? [] : [portsBesideFilterAndTarget()];
  const { serverPorts } = filter;
  if (listenerPorts === undefined) return serverPorts === undefined ? [unknownPortsOfFilter()] : [];
  const others = listenerPorts.filter((port) => serverPorts?.includes(port) === false);
  return others.length > 0 && serverPorts !== undefined ? [otherPortsThanFilter(others, serverPorts)] : [];
}
