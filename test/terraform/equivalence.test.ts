import type { Construct as Scope } from "constructs";
import { Construct } from "constructs";
import type { CaptureInstanceProps } from "../../modules/mirror";
import {
  CaptureInstance,
  CaptureRetention,
  CollectorParameter,
  LoadBalancerInterfaces,
  MirrorFilter,
  MirrorSessions,
  MirrorShare,
  MirrorShareAccepter,
  MirrorTarget,
  SessionCoverage,
} from "../../modules/mirror";
import { SAMPLE_COLLECTOR, SAMPLE_LOAD_BALANCER_ARN } from "../../modules/mirror/export/source-variables";
import { requires } from "../support/requirements";
import type { Scenario } from "../support/stub-provider/terraform";
import { synth } from "../support/synth";
import type { Resource, RootConfiguration } from "./module-workspace";
import { ModuleWorkspace, ROOT } from "./module-workspace";

const deployment = "demo";
const expiresAt = "2026-12-31T18:00:00+01:00";

/** A construct, and the inputs with which a module must make the same. */
interface Pair {
  readonly title: string;
  readonly module: "collector" | "source" | "filter" | "coverage";
  readonly variables: Readonly<Record<string, unknown>>;
  readonly build: (scope: Scope) => unknown;
}

const filters: Pair[] = [
  {
    title: "one listener",
    module: "filter",
    variables: {},
    build: (scope) => MirrorFilter.forListeners(scope, "Filter", { deployment }),
  },
  {
    title: "several listeners, given out of order and twice",
    module: "filter",
    variables: { listener_ports: [8444, 443, 8443, 443], client_cidrs: ["203.0.113.0/24"], mirror_icmp: true },
    build: (scope) =>
      MirrorFilter.forListeners(scope, "Filter", {
        deployment,
        listenerPorts: [8444, 443, 8443, 443],
        clientCidrs: ["203.0.113.0/24"],
        mirrorIcmp: true,
      }),
  },
  {
    title: "clients of both families with ICMP, and Amazon's name servers",
    module: "filter",
    variables: {
      client_cidrs: ["198.51.100.0/24", "2001:db8::/32"],
      mirror_icmp: true,
      mirror_amazon_dns: true,
    },
    build: (scope) =>
      MirrorFilter.forListeners(scope, "Filter", {
        deployment,
        clientCidrs: ["198.51.100.0/24", "2001:db8::/32"],
        mirrorIcmp: true,
        mirrorAmazonDns: true,
      }),
  },
  {
    title: "IPv4 alone",
    module: "filter",
    variables: { ipv6: false, listener_ports: [443, 80] },
    build: (scope) =>
      MirrorFilter.forListeners(scope, "Filter", {
        deployment,
        clientCidrs: ["0.0.0.0/0"],
        listenerPorts: [443, 80],
      }),
  },
  {
    title: "clients outside some networks",
    module: "filter",
    variables: { excluded_cidrs: ["10.0.0.0/16", "2001:db8::/56"], expires_at: expiresAt },
    build: (scope) =>
      MirrorFilter.withoutCidrs(scope, "Filter", {
        deployment,
        expiresAt,
        excludedCidrs: ["10.0.0.0/16", "2001:db8::/56"],
      }),
  },
  {
    title: "some clients outside some networks, with ICMP",
    module: "filter",
    variables: { excluded_cidrs: ["10.0.0.0/16"], client_cidrs: ["10.0.0.0/8"], mirror_icmp: true },
    build: (scope) =>
      MirrorFilter.withoutCidrs(scope, "Filter", {
        deployment,
        excludedCidrs: ["10.0.0.0/16"],
        clientCidrs: ["10.0.0.0/8"],
        mirrorIcmp: true,
      }),
  },
  {
    title: "targets, with ICMP",
    module: "filter",
    variables: {
      target_ports: [8443, 8444],
      target_cidrs: ["10.0.1.0/24", "10.0.2.0/24"],
      mirror_icmp: true,
    },
    build: (scope) =>
      MirrorFilter.forTargets(scope, "Filter", {
        deployment,
        targetPorts: [8443, 8444],
        targetCidrs: ["10.0.1.0/24", "10.0.2.0/24"],
        mirrorIcmp: true,
      }),
  },
];

const place = {
  imageId: "ami-0123456789abcdef0",
  vpcId: "vpc-0123456789abcdef0",
  subnetId: "subnet-0123456789abcdef0",
};
const placeVariables = { image_id: place.imageId, vpc_id: place.vpcId, subnet_id: place.subnetId };

function collect(
  scope: Scope,
  props: Omit<CaptureInstanceProps, "deployment" | keyof typeof place>,
): { target: MirrorTarget; appliance: CaptureInstance } {
  const appliance = new CaptureInstance(scope, "Appliance", { deployment, ...place, ...props });
  const target = new MirrorTarget(scope, "Target", {
    deployment,
    expiresAt: props.expiresAt,
    networkInterfaceId: appliance.networkInterfaceId,
  });
  return { target, appliance };
}

const collectors: Pair[] = [
  {
    title: "an appliance with defaults",
    module: "collector",
    variables: { ...placeVariables, mirror_source_cidrs: ["10.0.1.0/24"] },
    build: (scope) => collect(scope, { mirrorSourceCidrs: ["10.0.1.0/24"], virtualNetworkIds: [12_345] }),
  },
  {
    title: "an appliance with everything set",
    module: "collector",
    variables: {
      ...placeVariables,
      mirror_source_cidrs: ["10.0.1.0/24", "2001:db8::/64"],
      virtual_network_id_range: { first: 100, count: 3 },
      listener_ports: [443, 8443, 443],
      instance_type: "c7i.large",
      volume_size_gib: 100,
      disk_budget_bytes: 5_000_000_000,
      rotation_seconds: 60,
      retention: "everything",
      bucket: "captures",
      prefix: "team/tls",
      bucket_key_arn: "arn:aws:kms:eu-central-1:111122223333:key/1111",
      health_port: 9090,
      allow_session_manager: true,
      bucket_owner: "444455556666",
      bucket_region: "eu-west-1",
      expires_at: expiresAt,
    },
    build: (scope) =>
      collect(scope, {
        mirrorSourceCidrs: ["10.0.1.0/24", "2001:db8::/64"],
        virtualNetworkIds: [100, 101, 102],
        listenerPorts: [443, 8443, 443],
        instanceType: "c7i.large",
        volumeSizeGib: 100,
        diskBudgetBytes: 5_000_000_000,
        rotationSeconds: 60,
        retention: CaptureRetention.EVERYTHING,
        bucket: "captures",
        prefix: "team/tls",
        bucketKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/1111",
        healthPort: 9090,
        allowSessionManager: true,
        bucketOwner: "444455556666",
        bucketRegion: "eu-west-1",
        expiresAt,
      }),
  },
  {
    title: "a shared target whose outputs are left in a parameter",
    module: "collector",
    variables: {
      ...placeVariables,
      mirror_source_cidrs: ["10.0.1.0/24"],
      bucket: "captures",
      share_with: ["444455556666", "arn:aws:organizations::111122223333:ou/o-exampleorgid/ou-exampleid"],
      allow_external_accounts: true,
      parameter_prefix: "/tls-mirror/demo",
    },
    build: (scope) => {
      const bucket = "captures";
      const { target, appliance } = collect(scope, {
        mirrorSourceCidrs: ["10.0.1.0/24"],
        virtualNetworkIds: [12_345],
        bucket,
      });
      const share = new MirrorShare(scope, "Share", {
        deployment,
        targetArn: target.targetArn,
        principals: ["444455556666", "arn:aws:organizations::111122223333:ou/o-exampleorgid/ou-exampleid"],
        allowExternalAccounts: true,
      });
      new CollectorParameter(scope, "Parameter", {
        deployment,
        prefix: "/tls-mirror/demo",
        outputs: {
          targetId: target.targetId,
          targetArn: target.targetArn,
          targetAccountId: target.ownerId,
          region: "eu-central-1",
          virtualNetworkIdRange: { first: 12_345, count: 1 },
          collectorCidrs: [`${appliance.privateIp}/32`],
          shareArn: share.shareArn,
          bucket,
          sourceLimit: target.sourceLimit,
        },
      });
    },
  },
];

const ids = ["eni-0123456789abcdef2", "eni-0123456789abcdef0", "eni-0123456789abcdef1"];

const sources: Pair[] = [
  {
    title: "sessions that share out the collector's identifiers",
    module: "source",
    variables: {
      collector: { ...SAMPLE_COLLECTOR, virtualNetworkIdRange: { first: 100, count: 2 }, packetLengthLimitBytes: 8500 },
      source_interface_ids: ids,
      expires_at: expiresAt,
      listener_ports: [8443],
      client_cidrs: ["203.0.113.0/24"],
    },
    build: (scope) => {
      const filter = MirrorFilter.forListeners(scope, "Filter", {
        deployment,
        expiresAt,
        listenerPorts: [8443],
        clientCidrs: ["203.0.113.0/24"],
      });
      new MirrorSessions(scope, "Sessions", {
        deployment,
        expiresAt,
        sourceInterfaceIds: ids,
        filter,
        target: MirrorTarget.fromLoadBalancerTargetId(SAMPLE_COLLECTOR.targetId),
        virtualNetworkIdRange: { first: 100, count: 2 },
      });
    },
  },
  {
    title: "sessions of a given filter and number, after a share is accepted",
    module: "source",
    variables: {
      collector: { ...SAMPLE_COLLECTOR, shareArn: "arn:aws:ram:eu-central-1:111122223333:resource-share/0123" },
      source_interface_ids: ids,
      filter: { filter_id: "tmf-0123456789abcdef0" },
      virtual_network_id: 7,
      session_number: 20,
      packet_length_bytes: 2000,
      accept_share: true,
    },
    build: (scope) => {
      new MirrorSessions(scope, "Sessions", {
        deployment,
        sourceInterfaceIds: ids,
        filter: MirrorFilter.fromFilterId("tmf-0123456789abcdef0"),
        target: new MirrorShareAccepter(scope, "Accepter", {
          shareArn: "arn:aws:ram:eu-central-1:111122223333:resource-share/0123",
          target: MirrorTarget.fromTargetId(SAMPLE_COLLECTOR.targetId),
        }),
        virtualNetworkId: 7,
        sessionNumber: 20,
        packetLengthBytes: 2000,
      });
    },
  },
];

const alarmActionArns = ["arn:aws:sns:eu-central-1:111122223333:alerts"];

const coverages: Pair[] = [
  {
    title: "the check of a load balancer's interfaces",
    module: "coverage",
    variables: {
      expires_at: expiresAt,
      load_balancer_arn: SAMPLE_LOAD_BALANCER_ARN,
      filter_id: "tmf-0123456789abcdef0",
      target_id: SAMPLE_COLLECTOR.targetId,
      alarm_action_arns: alarmActionArns,
    },
    build: (scope) =>
      new SessionCoverage(scope, "Coverage", {
        deployment,
        expiresAt,
        loadBalancerArn: SAMPLE_LOAD_BALANCER_ARN,
        filter: MirrorFilter.fromFilterId("tmf-0123456789abcdef0"),
        target: MirrorTarget.fromTargetId(SAMPLE_COLLECTOR.targetId),
        alarmActionArns,
      }),
  },
  {
    title: "the same as part of a source",
    module: "source",
    variables: {
      collector: SAMPLE_COLLECTOR,
      load_balancer_arn: SAMPLE_LOAD_BALANCER_ARN,
      filter: { filter_id: "tmf-0123456789abcdef0" },
    },
    build: (scope) => {
      const { interfaceIds } = new LoadBalancerInterfaces(scope, "Interfaces", {
        loadBalancerArn: SAMPLE_LOAD_BALANCER_ARN,
      });
      const filter = MirrorFilter.fromFilterId("tmf-0123456789abcdef0");
      const target = MirrorTarget.fromTargetId(SAMPLE_COLLECTOR.targetId);
      const { first, count } = SAMPLE_COLLECTOR.virtualNetworkIdRange;
      new MirrorSessions(scope, "Sessions", {
        deployment,
        sourceInterfaceIds: interfaceIds,
        filter,
        target,
        virtualNetworkIdRange: { first, count },
      });
      new SessionCoverage(scope, "Coverage", { deployment, loadBalancerArn: SAMPLE_LOAD_BALANCER_ARN, filter, target });
    },
  },
];

/** Every module and, beside it, the construct's own resources, which `name` tells apart. */
function configuration(): RootConfiguration {
  const { text } = synth((stack) => {
    for (const [index, { build }] of pairs.entries()) build(new Construct(stack, name(index)));
  });
  const { resource, data, locals } = JSON.parse(text) as RootConfiguration;
  const modules = pairs.map(({ module, variables }, index) => [
    name(index),
    { source: `../terraform/${module}`, deployment, ...variables },
  ]);
  return { resource, data, locals, module: Object.fromEntries(modules) as Record<string, object> };
}

const name = (index: number) => `pair${index}`;

/** What was made, without names. What the provider invents is called by the type that it is invented for. */
function made(resources: readonly Resource[], by: RegExp): unknown[] {
  const own = resources.filter(({ address, mode }) => mode === "managed" && by.test(address));
  const text = own.map(({ type, values }) => JSON.stringify({ type, ...readable(values) }));
  const invented = own.map(({ type, values }) => [type, String(values["id"]).replace(/^id-/, "")] as const);
  return text
    .map((resource) => invented.reduce((said, [type, seed]) => said.replaceAll(seed, type), resource))
    .sort()
    .map((resource) => JSON.parse(resource) as unknown);
}

/** Documents are compared by what they say, not by the order in which JSON says it. */
function readable(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === "string" && value.startsWith("{")) return [name, JSON.parse(value, inOrder) as unknown];
      return [name, value];
    }),
  );
}

/** An object with its fields in the order of their names, for `JSON.parse`. */
function inOrder(_: string, value: unknown): unknown {
  const isFields = typeof value === "object" && value !== null && !Array.isArray(value);
  return isFields ? Object.fromEntries(Object.entries(value).sort()) : value;
}

const pairs = [...filters, ...collectors, ...sources, ...coverages];

// Terraform makes about a hundred resources.
jest.setTimeout(120_000);

requires({ terraform: true })("an exported module makes what the construct makes", () => {
  let workspace: ModuleWorkspace;
  let resources: Resource[];

  beforeAll(() => {
    const answers: Scenario["answers"] = [
      { type: "aws_region", attributes: { region: "eu-central-1" } },
      { type: "aws_network_interfaces", attributes: { ids } },
    ];
    workspace = new ModuleWorkspace({ answers }, configuration());
    workspace.succeed(ROOT, "init", "-input=false");
    workspace.succeed(ROOT, "apply", "-input=false", "-auto-approve");
    resources = workspace.resources(ROOT);
  });
  afterAll(() => {
    workspace.remove();
  });

  test.each(pairs.map((pair, index) => ({ ...pair, index })))("$module: $title", ({ index }) => {
    const byModule = made(resources, new RegExp(`^module\\.${name(index)}\\.`));
    const byConstruct = made(resources, new RegExp(`^\\w+\\.${name(index)}_`));

    expect(byModule).not.toEqual([]);
    expect(byModule).toEqual(byConstruct);
  });
});
