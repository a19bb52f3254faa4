export const notExactlyOneTarget = (count: number) =>
  `${count === 0 ? "no destination is" : `${count} destinations are`} given. Give exactly one of networkInterfaceId, ` +
  "networkLoadBalancerArn and gatewayLoadBalancerEndpointId.";

export const notANetworkLoadBalancer = (arn: string) =>
  `networkLoadBalancerArn: "${arn}" is not the ARN of a Network Load Balancer. ` +
  "Give one that ends in loadbalancer/net/NAME/ID; mirrored packets are UDP, which no other kind takes.";

export const notAnEndpoint = (id: string) =>
  `gatewayLoadBalancerEndpointId: "${id}" is no VPC endpoint id. Give one like vpce-0123456789abcdef0.`;

export const notATargetArn = (arn: string) =>
  `targetArn: "${arn}" is not the ARN of a mirror target. ` +
  "Give targetArn of the MirrorTarget, or of the collector's outputs: one that ends in traffic-mirror-target/tmt-ID.";

export const sourceLimitWithoutInterface = () =>
  "sourceLimit is given for a target that has none. Leave it out; AWS limits the sources of network interfaces alone.";
