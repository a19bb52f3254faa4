import { exportedModules } from "../../modules/mirror/export/exported-modules";
import { requires } from "../support/requirements";
import { ModuleWorkspace, ROOT } from "./module-workspace";

/** A module, the values that differ from its sample, and what Terraform says of them. */
type Case = readonly [module: string, variables: Readonly<Record<string, unknown>>, message: string];

/** Told by the value alone. */
const single: readonly Case[] = [
  [
    "filter",
    { deployment: "Web_Prod" },
    'deployment: "Web_Prod" must be 1 to 63 characters of a-z, 0-9 and "-", beginning with a letter. ' +
      "It names tags, folders and this installation; choose for instance web-prod.",
  ],
  [
    "filter",
    { expires_at: "tomorrow" },
    'expires_at: "tomorrow" is no date and time of RFC 3339. Write it as 2026-12-31T18:00:00Z.',
  ],
  [
    "collector",
    { bucket: "demo", bucket_owner: "1111" },
    'bucket_owner: "1111" is no AWS account. Give its 12 digits, as a text: numbers lose leading zeros.',
  ],
  [
    "collector",
    { bucket: "demo", bucket_region: "Frankfurt" },
    'bucket_region: "Frankfurt" is no AWS Region. Give one like eu-central-1.',
  ],
  [
    "filter",
    { listener_ports: [] },
    "listener_ports is empty, so nothing would be mirrored. Give at least one TCP port, for instance 443.",
  ],
  [
    "filter",
    { listener_ports: [0, 443, 70_000] },
    "listener_ports: a port is a whole number from 1 to 65535, got 0, 70000. Correct it.",
  ],
  [
    "filter",
    { client_cidrs: ["203.0.113.0", "198.51.100.0/24"] },
    'client_cidrs: "203.0.113.0" is not a network in CIDR notation. Write it as 203.0.113.0/24 or 2001:db8::/32.',
  ],
  [
    "filter",
    { client_cidrs: ["203.0.113.5/24", "2001:db8:0::/32"] },
    "client_cidrs: 203.0.113.5/24 has bits set behind its prefix, which AWS refuses. Write 203.0.113.0/24 for that network.",
  ],
  [
    "filter",
    { client_cidrs: ["0.0.0.0/0", "203.0.113.0/24", "::/0"] },
    "client_cidrs: 203.0.113.0/24 lies within a network before it, so its rules could never match. " +
      "Put the narrower network first, or remove it.",
  ],
  [
    "source",
    { load_balancer_arn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/net/web/0123" },
    'load_balancer_arn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/net/web/0123" is not the ARN ' +
      'of an Application Load Balancer. Print it with "aws elbv2 describe-load-balancers --query ' +
      'LoadBalancers[].LoadBalancerArn"; it ends in loadbalancer/app/NAME/ID.',
  ],
  [
    "source",
    { load_balancer_arn: null, source_interface_ids: ["eni-0123456789abcdef0", "eni-0123456789abcdef0"] },
    "source_interface_ids names eni-0123456789abcdef0 more than once. Name each interface once.",
  ],
  [
    "source",
    { load_balancer_arn: null, source_interface_ids: ["i-0123456789abcdef0"] },
    'source_interface_ids: "i-0123456789abcdef0" is no network interface id. Give one like eni-0123456789abcdef0.',
  ],
  [
    "source",
    { virtual_network_id: 16_777_216 },
    "virtual_network_id must be a whole number from 1 to 16777215 (24 bits, RFC 7348), got 16777216. " +
      "Give the same number to the sessions and to the capture appliance.",
  ],
  [
    "source",
    { session_number: 0 },
    "session_number must be a whole number from 1 to 32766, got 0. " +
      "It orders the sessions of one interface: choose one that no other session of these interfaces has.",
  ],
  [
    "coverage",
    { alarm_action_arns: ["arn:aws:sns:eu-central-1:111122223333:alerts", "pager"] },
    'alarm_action_arns: "pager" is no ARN. Give that of an SNS topic, like ' +
      "arn:aws:sns:eu-central-1:123456789012:alerts.",
  ],
  [
    "collector",
    { image_id: "latest" },
    'image_id: "latest" is no machine image id. Give one like ami-0123456789abcdef0, of the image built from packer/.',
  ],
  ["collector", { vpc_id: "vpc" }, 'vpc_id: "vpc" is no such id. Give one like vpc-0123456789abcdef0.'],
  [
    "collector",
    { mirror_source_cidrs: [] },
    "mirror_source_cidrs is empty, so the appliance would receive nothing. Name the subnets of the load balancer.",
  ],
  [
    "collector",
    { virtual_network_id_range: { first: 16_777_215, count: 2 } },
    "virtual_network_id_range must be a whole number from 1 to 16777215 (24 bits, RFC 7348), got 16777215 and 2 of them. " +
      "Give the same number to the sessions and to the capture appliance.",
  ],
  [
    "collector",
    { rotation_seconds: 90_000 },
    "rotation_seconds must be a whole number of seconds from 1 to 86400, got 90000. Correct it.",
  ],
  [
    "collector",
    { bucket: "s3://captures" },
    'bucket: "s3://captures" is no name of an S3 bucket. Give its name alone, without s3:// and without a folder.',
  ],
  [
    "collector",
    { bucket: "captures", bucket_key_arn: "alias/captures" },
    'bucket_key_arn: "alias/captures" is not the ARN of a KMS key. ' +
      "Give one that ends in key/ID and not an alias, or leave it out.",
  ],
  ["collector", { health_port: 80 }, "health_port: a port is a whole number from 1024 to 65535, got 80. Correct it."],
  [
    "collector",
    { prefix: "tls/" },
    'prefix: "tls/" must not be empty, nor begin or end with a slash. Write it as team/tls, or leave it out.',
  ],
  [
    "collector",
    { share_with: ["444455556666", "admin"] },
    'share_with: "admin" is neither an account id nor the ARN of an organizational unit. ' +
      "Give twelve digits, or an ARN like arn:aws:organizations::111122223333:ou/o-exampleorgid/ou-exampleid.",
  ],
  [
    "collector",
    { parameter_prefix: "/aws/tls" },
    'parameter_prefix: "/aws/tls" cannot begin the name of a parameter. ' +
      "Write it as /tls-mirror/prod: a slash before each part and none at the end, and neither aws nor ssm first.",
  ],
];

/** Told by several variables together, which Terraform looks at when each by itself is good. */
const joint: readonly Case[] = [
  [
    "filter",
    { ipv6: false, client_cidrs: ["2001:db8::/32"] },
    "ipv6 is false, but client_cidrs or target_cidrs holds IPv6 networks alone, so nothing would be mirrored. " +
      "Name an IPv4 network, or leave ipv6 out.",
  ],
  [
    "filter",
    { excluded_cidrs: Array.from({ length: 10 }, (_, i) => `10.${i}.0.0/16`) },
    "excluded_cidrs holds 10 networks, each of which takes two rules, but AWS allows 10 in one filter, of which clients " +
      "need two. Name 4 at the most, by wider networks.",
  ],
  [
    "filter",
    { excluded_cidrs: ["::/0"] },
    "client_cidrs: ::/0 lies within excluded_cidrs, so nothing of it would be mirrored. Remove it from one of them.",
  ],
  [
    "source",
    { load_balancer_arn: null },
    "Give exactly one of load_balancer_arn, whose interfaces are found, and source_interface_ids.",
  ],
  [
    "source",
    { packet_length_bytes: 54 },
    "packet_length_bytes must be a whole number of at least 55, and at most collector.packetLengthLimitBytes where the " +
      "target has a limit, got 54. Leave it out to mirror whole packets.",
  ],
  [
    "source",
    { accept_share: true },
    "accept_share is true, but the collector tells of no share (shareArn is null). " +
      "Name this account in share_with of the collector, or set accept_share to false.",
  ],
  [
    "collector",
    { disk_budget_bytes: 50 * 1024 ** 3 },
    "disk_budget_bytes must be a whole number of bytes, at least 67108864 and less than the volume of 50 GiB, got 53687091200. " +
      "Lower it, or give a larger volume_size_gib.",
  ],
  ["collector", { prefix: "tls" }, "prefix is given without bucket. Name the bucket, or leave the prefix out."],
  [
    "collector",
    { share_with: ["arn:aws:organizations::111122223333:organization/o-exampleorgid"] },
    "share_with: arn:aws:organizations::111122223333:organization/o-exampleorgid is a whole organization, any account of " +
      "which could send packets here. Name accounts or organizational units, or set allow_organization to true if that is " +
      "what you want.",
  ],
];

/** Told by what all of them come to. */
const whole: readonly Case[] = [
  [
    "filter",
    { listener_ports: [443, 8443, 9443] },
    "The filter has 12 rules, but AWS allows 10 in one filter and does not raise it: clients of listener port 443 (4), " +
      "clients of listener port 8443 (4), clients of listener port 9443 (4). Drop one of these, choose adjacent ports " +
      "(they share rules), name fewer networks, or set ipv6 to false.",
  ],
];

interface Diagnostic {
  readonly detail: string;
}

/** What Terraform says when it plans all of these in one configuration. */
function saidOf(cases: readonly Case[]): string[] {
  const samples = new Map(exportedModules().map((module) => [module.node.id, module.about.sample]));
  const modules = cases.map(([module, variables], index) => [
    `case${index}`,
    { source: `../terraform/${module}`, ...samples.get(module), ...variables },
  ]);
  const found = { type: "aws_network_interfaces", attributes: { ids: ["eni-a"] } };
  const workspace = new ModuleWorkspace(
    { answers: [found] },
    { module: Object.fromEntries(modules) as Record<string, object> },
  );
  try {
    workspace.succeed(ROOT, "init", "-input=false");
    const lines = workspace.run(ROOT, "plan", "-json", "-input=false").output.trim().split("\n");
    return lines
      .map((line) => (JSON.parse(line) as { diagnostic?: Diagnostic }).diagnostic?.detail ?? "")
      .map((detail) => detail.split("\n\nThis was checked by")[0] ?? "");
  } finally {
    workspace.remove();
  }
}

// Terraform runs twice.
jest.setTimeout(120_000);

requires({ terraform: true })("an exported module refuses, with a message that says how to correct it,", () => {
  describe.each([
    ["a value", single],
    ["values that do not go together", joint],
    ["what comes of values", whole],
  ])("%s:", (_, cases) => {
    let said: string[];

    beforeAll(() => {
      said = saidOf(cases);
    });

    test.each(cases)("%s with %j", (_module, _variables, message) => {
      expect(said).toContain(message);
    });
  });
});
