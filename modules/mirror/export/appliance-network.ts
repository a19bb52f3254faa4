import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { ref, Token } from "cdktf";
import { ANY_IPV4, ANY_IPV6 } from "../cidr";
import { VXLAN_PORT } from "../vxlan";
import type { ModuleStack } from "./module-stack";

/** Lets mirrored packets in and HTTPS out, as the security group of `CaptureInstance` does. */
export function addApplianceNetwork(stack: ModuleStack, tags: Record<string, string>): SecurityGroup {
  return new SecurityGroup(stack, "SecurityGroup", {
    namePrefix: "tls-mirror-",
    description: "Capture appliance for TLS analysis",
    vpcId: Token.asString(ref("var.vpc_id")),
    ingress: [
      {
        description: "mirrored packets in VXLAN",
        protocol: "udp",
        fromPort: VXLAN_PORT,
        toPort: VXLAN_PORT,
        cidrBlocks: Token.asList(ref('[for cidr in var.mirror_source_cidrs : cidr if !strcontains(cidr, ":")]')),
        ipv6CidrBlocks: Token.asList(ref('[for cidr in var.mirror_source_cidrs : cidr if strcontains(cidr, ":")]')),
      },
    ],
    egress: [
      {
        description: "uploads, metrics and Systems Manager",
        protocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrBlocks: [ANY_IPV4],
        ipv6CidrBlocks: [ANY_IPV6],
      },
    ],
    tags,
  });
}
