export const noAppliance = () =>
  "give imageId and subnetIds, for the appliances to make, or target, for what captures already.";

export const applianceBesideTarget = (properties: readonly string[]) =>
  `target is given, so no appliance is made, and ${properties.join(", ")} would have no effect. ` +
  "Leave these out, or leave target out.";

export const filterBesideClients = () =>
  "clientCidrs is given beside filter, whose rules alone decide. " +
  "Leave clientCidrs out, or make the filter by MirrorFilter.forListeners with these clients.";
