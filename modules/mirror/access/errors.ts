export const noSource = () =>
  "sourceSubnetIds is empty, so no interface could be mirrored. Name the subnets of the load balancer.";

export const listOfTerraform = () =>
  "sourceSubnetIds is a list that Terraform alone knows, and a policy must name each subnet when it is synthesized. " +
  "Give a list of ids, any of which may be a reference.";
