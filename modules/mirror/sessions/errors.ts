import { FULL_FRAME_BYTES } from "./packet-length";

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
export const tooManyFoundInterfaces = (limit: string) =>
  `More interfaces were found than the ${limit} that AWS allows for one target, so it will refuse the rest. ` +
  "Send to a Network Load Balancer instead, or raise the target's source limit to 100 where its instance is of the " +
  "largest types.";

export const tooManySessions = (interfaceId: string, most: number) =>
  `${interfaceId} would have more than ${most} sessions, which AWS does not raise. ` +
  "Let one session serve several purposes: its filter may hold ten rules.";

export const repeatedSessionNumber = (interfaceId: string, sessionNumber: number, other: string) =>
  `session number ${sessionNumber} of ${interfaceId} is that of [${other}] too. ` +
  "Give one of them another sessionNumber; the lower one gets a packet that both filters accept.";

/** Shown by Terraform, as a warning at plan time. */
export const packetLengthCutsHellos = (bytes: string) =>
  `The sessions copy ${bytes} bytes of each packet, less than a full Ethernet frame of ${FULL_FRAME_BYTES}, so ClientHellos ` +
  `are cut and their connections come out as "truncated". Copy ${FULL_FRAME_BYTES} bytes or more, or whole packets.`;

/** Shown by Terraform, at plan time. `actual` is an expression of its language. */
export const targetInOtherRegion = (region: string, actual: string) =>
  `The mirror target is in ${region}, but the interfaces are in ${actual}, and mirroring stays within one Region. ` +
  "Send to a collector in the Region of the load balancer.";

export const noSourceInterface = () =>
  "sourceInterfaceIds is empty, so nothing would be mirrored. " +
  "Name the balancer's interfaces, or find them with LoadBalancerInterfaces.";

export const duplicateSourceInterface = (id: string) =>
  `sourceInterfaceIds names ${id} twice. Name each interface once.`;

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
