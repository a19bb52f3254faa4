export const noAppliance = () =>
  "give imageId and subnetIds, for the appliances to make, or target, for what captures already.";

export const applianceBesideTarget = (properties: readonly string[]) =>
  `target is given, so no appliance is made, and ${properties.join(", ")} would have no effect. ` +
  "Leave these out, or leave target out.";

export const actionsWithoutAlarm = () =>
  "target is given and watchCoverage is false, so no alarm is made, and alarmActionArns would have no effect. " +
  "Leave one of the latter out.";

export const storeBesideStore = (properties: readonly string[]) =>
  `store is given, so none is made, and ${properties.join(", ")} would have no effect. ` +
  "Give these to the CaptureStore, or leave store out.";

export const clientsBesideFilter = (properties: readonly string[]) =>
  `filter is given, whose rules alone decide, and ${properties.join(", ")} would have no effect. ` +
  "Give these to MirrorFilter.forListeners that makes the filter, or leave filter out.";

export const portsBesideFilterAndTarget = () =>
  "filter and target are given, so listenerPorts would have no effect. Leave listenerPorts out.";

export const unknownPortsOfFilter = () =>
  "filter does not tell its ports, so the appliances would not know which to look at. " +
  "Give listenerPorts: the TCP ports of the listeners, or of the targets, that the filter lets through.";

export const otherPortsThanFilter = (ports: readonly number[], known: readonly number[]) =>
  `listenerPorts: filter mirrors ${known.join(", ")} and not ${ports.join(", ")}, so the appliances would see nothing there. ` +
  "Leave listenerPorts out, or make the filter with these ports.";
