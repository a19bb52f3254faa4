import { UserError } from "../contracts";
import type { MirrorFilterRule, PortRange, TrafficDirection } from "./filter-rule";

/** Refuses a construct's input: every problem found, each under the construct's path. */
export const refused = (path: string, problems: readonly string[]) =>
  new UserError(problems.map((problem) => `[${path}] ${problem}`).join("\n"));

// Filter

export const tooManyRules = (wishes: ReadonlyMap<string, number>, count: number, most: number) =>
  `the filter has ${count} rules, but AWS allows ${most} in one filter and does not raise it: ` +
  `${[...wishes].map(([wish, rules]) => `${wish} (${rules})`).join(", ")}. ` +
  "Drop one of these, choose adjacent ports (they share rules), " +
  `or split it into ${Math.ceil(count / most)} filters and give the sessions of each a session number of their own.`;

export const noAcceptRule = (direction: TrafficDirection) =>
  `no rule accepts ${direction} traffic, so one side of every handshake is lost. ` +
  `Add a rule with trafficDirection "${direction}" and ruleAction "accept".`;

export const duplicateRuleNumber = (rule: MirrorFilterRule) =>
  `rule number ${rule.ruleNumber} is given twice for ${rule.trafficDirection} traffic. ` +
  "Number the rules of one direction differently; the lowest match decides.";

export const unreachableRule = (rule: MirrorFilterRule, by: MirrorFilterRule) =>
  `${rule.trafficDirection} rule ${rule.ruleNumber} can never match: rule ${by.ruleNumber} comes before it and matches all ` +
  "of its packets. Give it a lower number, or remove it.";

export const icmpOfOtherFamily = (rule: MirrorFilterRule) =>
  `rule ${rule.ruleNumber} can never match: protocol ${rule.protocol ?? "any"} does not occur between ` +
  `${rule.sourceCidrBlock} and ${rule.destinationCidrBlock}. ICMP is protocol 1 in IPv4 and 58 in IPv6.`;

export const plaintextTargetLeg = (rule: MirrorFilterRule) =>
  `${rule.trafficDirection} rule ${rule.ruleNumber} accepts every connection, and so what the balancer says to its targets, ` +
  "which may be decrypted. Name ports, or set allowPlaintextTargetLeg to true if that is what you want.";

export const notAnAddress = (text: string) =>
  new UserError(`"${text}" is neither an IPv4 nor an IPv6 address. Write it as 203.0.113.5 or 2001:db8::5.`);

export const ruleNumberOutOfRange = (rule: MirrorFilterRule) =>
  `ruleNumber must be a whole number from 1 to 32766, got ${rule.ruleNumber}. Leave gaps, for instance 100, 110, 120.`;

export const notACidr = (where: string, cidr: string) =>
  `${where}: "${cidr}" is not a network in CIDR notation. Write it as 203.0.113.0/24 or 2001:db8::/32.`;

export const cidrWithHostBits = (where: string, cidr: string, network: string) =>
  `${where}: ${cidr} has bits set behind its prefix, which AWS refuses. Write ${network} for that network.`;

export const mixedFamilies = (rule: MirrorFilterRule) =>
  `rule ${rule.ruleNumber}: ${rule.sourceCidrBlock} and ${rule.destinationCidrBlock} are of different IP families. ` +
  "Make one rule with two IPv4 networks and another with two IPv6 networks.";

export const portOutOfRange = (where: string, port: number, lowest: number) =>
  `${where}: a port is a whole number from ${lowest} to 65535, got ${port}. Correct it.`;

export const reversedPortRange = (rule: MirrorFilterRule, range: PortRange) =>
  `rule ${rule.ruleNumber}: the port range ${range.fromPort}-${range.toPort} ends before it begins. ` +
  `Swap its ends: fromPort ${range.toPort}, toPort ${range.fromPort}.`;

export const portsWithoutTransport = (rule: MirrorFilterRule) =>
  `rule ${rule.ruleNumber}: ports are given for ${protocolText(rule.protocol)}, which has none. ` +
  "Set protocol to 6 (TCP) or 17 (UDP), or leave the ports out.";

export const noPort = (property: string) =>
  `${property} is empty, so nothing would be mirrored. Give at least one TCP port, for instance 443.`;

export const noCidr = (property: string) =>
  `${property} is empty, so nothing would be mirrored. Name a network, or leave it out where it has a default.`;

export const nothingExcluded = () =>
  "excludedCidrs is empty, so nothing is excluded. Name the VPC's networks, or use MirrorFilter.forListeners.";

// Target

export const notANetworkInterface = (property: string, id: string) =>
  `${property}: "${id}" is no network interface id. Give one like eni-0123456789abcdef0.`;

export const notExactlyOneTarget = (count: number) =>
  `${count === 0 ? "no destination is" : `${count} destinations are`} given. Give exactly one of networkInterfaceId, ` +
  "networkLoadBalancerArn and gatewayLoadBalancerEndpointId.";

export const notANetworkLoadBalancer = (arn: string) =>
  `networkLoadBalancerArn: "${arn}" is not the ARN of a Network Load Balancer. ` +
  "Give one that ends in loadbalancer/net/NAME/ID; mirrored packets are UDP, which no other kind takes.";

export const notAnEndpoint = (id: string) =>
  `gatewayLoadBalancerEndpointId: "${id}" is no VPC endpoint id. Give one like vpce-0123456789abcdef0.`;

export const sourceLimitWithoutInterface = () =>
  "sourceLimit is given for a target that has none. Leave it out; AWS limits the sources of network interfaces alone.";

export const tooFewSubnets = (count: number) =>
  `subnetIds names ${count} of at least two subnets. Name one in each of two Availability Zones, ` +
  "so that the loss of a zone is not the loss of every packet.";

// Sharing

export const noPrincipal = () =>
  "principals is empty, so the target would be shared with nobody. Name an account id, for instance 111122223333.";

export const notAPrincipal = (principal: string) =>
  `principals: "${principal}" is neither an account id nor the ARN of an organizational unit. ` +
  "Give twelve digits, or an ARN like arn:aws:organizations::111122223333:ou/o-exampleorgid/ou-exampleid; " +
  "mirror targets are not shared with users or roles.";

export const wholeOrganization = (arn: string) =>
  `principals: ${arn} is a whole organization, any account of which could send packets here. ` +
  "Name accounts or organizational units, or set allowOrganization to true if that is what you want.";

export const notAShare = (arn: string) =>
  `shareArn: "${arn}" is not the ARN of a resource share. Give shareArn of the MirrorShare of the other account.`;

export const badParameterPrefix = (prefix: string) =>
  `prefix: "${prefix}" cannot begin the name of a parameter. ` +
  "Write it as /tls-mirror/prod: a slash before each part and none at the end, and neither aws nor ssm first.";

// Sessions

export const sessionNumberOutOfRange = (sessionNumber: number) =>
  `sessionNumber must be a whole number from 1 to 32766, got ${sessionNumber}. ` +
  "It orders the sessions of one interface: choose one that no other session of these interfaces has.";

export const virtualNetworkIdOutOfRange = (property: string, vni: number) =>
  `${property} must be a whole number from 1 to 16777215 (24 bits, RFC 7348), got ${vni}. ` +
  "Give the same number to the sessions and to the capture appliance.";

export const notExactlyOneVirtualNetworkId = () =>
  "give exactly one of virtualNetworkId, the same for all interfaces, and virtualNetworkIdRange, dealt out to them.";

export const packetLengthOutOfRange = (bytes: number, least: number, most: number | undefined) =>
  `packetLengthBytes must be a whole number of at least ${least}` +
  `${most === undefined ? "" : ` and at most ${most} for this target`}, got ${bytes}. ` +
  "Leave it out to mirror whole packets.";

export const tooManySources = (count: number, limit: number) =>
  `${count} interfaces would send to one network interface, but AWS allows ${limit} and does not raise it. ` +
  "Send to a Network Load Balancer (CaptureLoadBalancer), which has no such limit, or to several targets; " +
  "for an instance of the largest types, set sourceLimit of its MirrorTarget to 100.";

/** Shown by Terraform, as a warning at plan time. */
export const tooManyFoundInterfaces = (limit: number) =>
  `More interfaces were found than the ${limit} that AWS allows for one target, so it will refuse the rest. ` +
  "Send to a Network Load Balancer instead, or for an instance of the largest types set sourceLimit to 100.";

export const tooManySessions = (interfaceId: string, most: number) =>
  `${interfaceId} would have more than ${most} sessions, which AWS does not raise. ` +
  "Let one session serve several purposes: its filter may hold ten rules.";

export const repeatedSessionNumber = (interfaceId: string, sessionNumber: number, other: string) =>
  `session number ${sessionNumber} of ${interfaceId} is that of [${other}] too. ` +
  "Give one of them another sessionNumber; the lower one gets a packet that both filters accept.";

export const packetLengthCutsHellos = (bytes: number, enough: number) =>
  `packetLengthBytes ${bytes} is less than a full Ethernet frame of ${enough} bytes, so ClientHellos are cut ` +
  `and their connections come out as "truncated". Give ${enough} or more, or leave it out.`;

export const noSourceInterface = () =>
  "sourceInterfaceIds is empty, so nothing would be mirrored. " +
  "Name the balancer's interfaces, or find them with LoadBalancerInterfaces.";

export const duplicateSourceInterface = (id: string) =>
  `sourceInterfaceIds names ${id} twice. Name each interface once.`;

export const notALoadBalancerArn = (arn: string) =>
  `loadBalancerArn: "${arn}" is not the ARN of an Application Load Balancer. Print it with ` +
  '"aws elbv2 describe-load-balancers --query LoadBalancers[].LoadBalancerArn"; ' +
  "it ends in loadbalancer/app/NAME/ID.";

export const notExactlyOneLoadBalancer = () =>
  "give exactly one of loadBalancerArn and loadBalancerName, so that there is no doubt whose interfaces are mirrored.";

export const notALoadBalancerName = (name: string) =>
  `loadBalancerName: "${name}" is no name of a load balancer. Give 1 to 32 letters, digits and hyphens, or its ARN.`;

/** Shown by Terraform, at plan time. */
export const notAnApplicationLoadBalancer = (name: string) =>
  `The load balancer ${name} is no Application Load Balancer, and AWS does not mirror the interfaces of others. ` +
  "Name another one.";

/** Shown by Terraform, at plan time. */
export const noInterfaceFound = (description: string) =>
  `No network interface is described "${description}". ` +
  "Check the load balancer's ARN, and that the provider uses its account and Region.";

// Appliance

export const badDeploymentName = (name: string) =>
  `deployment: "${name}" must be 1 to 63 characters of a-z, 0-9 and "-", beginning with a letter. ` +
  "It names tags, folders and this installation; choose for instance web-prod.";

export const notAnImage = (id: string) =>
  `imageId: "${id}" is no machine image id. Give one like ami-0123456789abcdef0, of the image built from packer/.`;

export const noMirrorSourceCidr = () =>
  "mirrorSourceCidrs is empty, so the appliance would receive nothing. Name the subnets of the load balancer.";

export const noVirtualNetworkId = () =>
  "virtualNetworkIds is empty, so the appliance would discard every packet. Give the number of the mirror sessions.";

export const notWhole = (property: string, value: number, least: number, unit: string) =>
  `${property} must be a whole number of ${unit}, at least ${least}, got ${value}. Correct it.`;

export const diskBudgetTooLarge = (budget: number, volume: number) =>
  `diskBudgetBytes ${budget} does not fit on a volume of ${volume} bytes. ` +
  "Lower the budget, or give a larger volumeSizeGib.";

export const prefixWithSlash = (prefix: string) =>
  `prefix: "${prefix}" must not be empty, nor begin or end with a slash. Write it as team/tls, or leave it out.`;

export const prefixWithoutBucket = () => "prefix is given without bucket. Name the bucket, or leave the prefix out.";

function protocolText(protocol: number | undefined): string {
  return protocol === undefined ? "every protocol" : `protocol ${protocol}`;
}
