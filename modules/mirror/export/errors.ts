/** Shown by Terraform, at plan time; the parts in `${…}` are for Terraform to fill in. */

/** Interpolates the value of a variable that may be null; Terraform makes the message of a good value too. */
export const given = (variable: string) => `\${coalesce(var.${variable}, "null")}`;

export const portsOutOfRange = (variable: string, lowest: number, ports: string) =>
  `${variable}: a port is a whole number from ${lowest} to 65535, got ${ports}. Correct it.`;

export const notWholeBetween = (variable: string, least: number, most: number, unit: string) =>
  `${variable} must be a whole number of ${unit} from ${least} to ${most}, got \${var.${variable}}. Correct it.`;

export const noNetwork = (variable: string) =>
  `${variable} is empty, so nothing would be mirrored. Name a network, or leave it out where it has a default.`;

export const coveredNetwork = (variable: string, networks: string) =>
  `${variable}: ${networks} lies within a network before it, so its rules could never match. ` +
  "Put the narrower network first, or remove it.";

export const clientWithinExcluded = (clients: string) =>
  `client_cidrs: ${clients} lies within excluded_cidrs, so nothing of it would be mirrored. Remove it from one of them.`;

export const noNetworkOfIpv4 = () =>
  "ipv6 is false, but client_cidrs or target_cidrs holds IPv6 networks alone, so nothing would be mirrored. " +
  "Name an IPv4 network, or leave ipv6 out.";

export const notForTargets = (variable: string) =>
  `${variable} is given together with target_ports, which mirror the target side instead of the clients. ` +
  `Leave one of them out; for both sides make two filters, each with sessions of its own number.`;

export const tooManyFilterRules = (most: number, rules: string, wishes: string) =>
  `The filter has ${rules} rules, but AWS allows ${most} in one filter and does not raise it: ${wishes}. ` +
  "Drop one of these, choose adjacent ports (they share rules), name fewer networks, or set ipv6 to false.";

export const sessionNumberRange = () =>
  "session_number must be a whole number from 1 to 32766, got ${var.session_number}. " +
  "It orders the sessions of one interface: choose one that no other session of these interfaces has.";

export const virtualNetworkIdOutside = (variable: string, value: string) =>
  `${variable} must be a whole number from 1 to 16777215 (24 bits, RFC 7348), got ${value}. ` +
  "Give the same number to the sessions and to the capture appliance.";

export const virtualNetworkIdCount = (most: number) =>
  `virtual_network_id_range.count must be a whole number from 1 to ${most}, got \${var.virtual_network_id_range.count}. ` +
  "One identifier serves any number of interfaces; several tell them apart on the appliance.";

export const packetLengthOutside = (least: number) =>
  `packet_length_bytes must be a whole number of at least ${least}, and at most collector.packetLengthLimitBytes ` +
  `where the target has a limit, got ${given("packet_length_bytes")}. Leave it out to mirror whole packets.`;

export const notExactlyOneSource = () =>
  "Give exactly one of load_balancer_arn, whose interfaces are found, and source_interface_ids.";

export const noInterfaces = () =>
  "source_interface_ids is empty, so nothing would be mirrored. " +
  "Name the balancer's interfaces, or have them found by load_balancer_arn.";

export const repeatedInterfaces = (ids: string) =>
  `source_interface_ids names ${ids} more than once. Name each interface once.`;

export const shareNotGiven = () =>
  "accept_share is true, but the collector tells of no share (shareArn is null). " +
  "Name this account in share_with of the collector, or set accept_share to false.";

export const notARetention = () =>
  'retention: "${var.retention}" is neither handshakes, which drops application data, nor everything. Give one of them.';

export const noMirrorSources = () =>
  "mirror_source_cidrs is empty, so the appliance would receive nothing. Name the subnets of the load balancer.";

export const diskBudgetOutside = (least: number) =>
  `disk_budget_bytes must be a whole number of bytes, at least ${least} and less than the volume of ` +
  `\${var.volume_size_gib} GiB, got ${given("disk_budget_bytes")}. Lower it, or give a larger volume_size_gib.`;

export const badPrincipals = (principals: string) =>
  `share_with: "${principals}" is neither an account id nor the ARN of an organizational unit. ` +
  "Give twelve digits, or an ARN like arn:aws:organizations::111122223333:ou/o-exampleorgid/ou-exampleid.";

export const organizationNotAllowed = (principals: string) =>
  `share_with: ${principals} is a whole organization, any account of which could send packets here. ` +
  "Name accounts or organizational units, or set allow_organization to true if that is what you want.";

export const actionsWithoutCheck = () =>
  "alarm_action_arns is given, but no alarm is made that could tell anybody. " +
  "Leave it out, or give load_balancer_arn and leave watch_coverage true.";
