export const notATargetArn = (arn: string) =>
  `targetArn: "${arn}" is not the ARN of a mirror target. ` +
  "Give targetArn of the MirrorTarget, or of the collector's outputs: one that ends in traffic-mirror-target/tmt-ID.";

export const notAFilterId = (id: string) =>
  `filterId: "${id}" is no id of a mirror filter. Give one like tmf-0123456789abcdef0.`;

export const notASubnet = (id: string) =>
  `sourceSubnetIds: "${id}" is no id of a subnet. Give one like subnet-0123456789abcdef0.`;

export const noSource = () =>
  "sourceSubnetIds is empty, so no interface could be mirrored. Name the subnets of the load balancer.";

export const listOfTerraform = () =>
  "sourceSubnetIds is a list that Terraform alone knows, and a policy must name each subnet when it is synthesized. " +
  "Give a list of ids, any of which may be a reference.";
