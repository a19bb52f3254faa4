import type { SecurityGroupIngress } from "@cdktf/provider-aws/lib/security-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import type { Construct } from "constructs";
import { ANYWHERE, tryParseCidr } from "../cidr";
import { ownershipTags } from "../ownership";
import { VXLAN_PORT } from "../vxlan";

/** Who may reach an appliance. */
interface CaptureNetworks {
  readonly deployment: string;
  readonly expiresAt?: string;
  readonly vpcId: string;
  readonly mirrorSourceCidrs: readonly string[];
  readonly healthCheckCidrs?: readonly string[];
}

/** Lets mirrored packets and health checks in, and HTTPS out. */
export function captureSecurityGroup(scope: Construct, props: CaptureNetworks, healthPort: number): SecurityGroup {
  const vxlan = rule("mirrored packets in VXLAN", "udp", VXLAN_PORT, props.mirrorSourceCidrs);
  const health = rule("health check", "tcp", healthPort, props.healthCheckCidrs ?? []);
  return new SecurityGroup(scope, "SecurityGroup", {
    namePrefix: "tls-mirror-",
    description: "Capture appliance for TLS analysis",
    vpcId: props.vpcId,
    ingress: props.healthCheckCidrs === undefined ? [vxlan] : [vxlan, health],
    egress: [rule("uploads, metrics and Systems Manager", "tcp", 443, ANYWHERE)],
    tags: ownershipTags(props.deployment, props.expiresAt),
  });
}

function rule(description: string, protocol: string, port: number, cidrs: readonly string[]): SecurityGroupIngress {
  const isIpv6 = (cidr: string) => tryParseCidr(cidr)?.family === 6;
  return {
    description,
    protocol,
    fromPort: port,
    toPort: port,
    cidrBlocks: cidrs.filter((cidr) => !isIpv6(cidr)),
    ipv6CidrBlocks: cidrs.filter(isIpv6),
  };
}
