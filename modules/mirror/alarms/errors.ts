export const unknownVirtualNetworkId = () =>
  "virtualNetworkIds: a number that only Terraform knows cannot name an alarm. Give numbers known at synthesis.";
