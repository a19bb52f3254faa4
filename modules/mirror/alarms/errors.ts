export const notATopic = (property: string, arn: string) =>
  `${property}: "${arn}" is no ARN. Give that of an SNS topic, like arn:aws:sns:eu-central-1:123456789012:alerts.`;

export const unknownVirtualNetworkId = () =>
  "virtualNetworkIds: a number that only Terraform knows cannot name an alarm. Give numbers known at synthesis.";
