import { Instance } from "@cdktf/provider-aws/lib/instance";
import { RamPrincipalAssociation } from "@cdktf/provider-aws/lib/ram-principal-association";
import { RamResourceAssociation } from "@cdktf/provider-aws/lib/ram-resource-association";
import { RamResourceShare } from "@cdktf/provider-aws/lib/ram-resource-share";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import type { TerraformLocal, TerraformResource } from "cdktf";
import { ref, TerraformIterator, Token } from "cdktf";
import type { Construct } from "constructs";
import type { ApplianceSettings } from "../../contracts";
import { METADATA_OPTIONS } from "../appliance/capture-appliance-props";
import { settingsUserData } from "../appliance/capture-settings";
import { CollectorReference } from "../sharing/collector-outputs";
import { MirrorTarget } from "../target/target";
import { addApplianceNetwork } from "./appliance-network";
import type { Home } from "../access/home";
import { homeOf } from "../access/home";
import { addApplianceRole } from "./appliance-role";
import { CAPTURE_VARIABLES, PLACE_VARIABLES } from "./appliance-variables";
import { BUCKET_VARIABLES, SHARING_VARIABLES } from "./collector-variables";
import { ModuleStack } from "./module-stack";
import type { Owner } from "./owner";
import { addOwner } from "./owner";

const GIB = 1024 ** 3;

/**
 * What captures: one appliance, and the mirror target that its interface is.
 *
 * `CaptureInstance` and `MirrorShare` decide at synthesis what a bucket, a share or IPv6 add, which a module's variables
 * come too late for; here Terraform decides. A test holds the two against each other.
 */
export class CollectorModule extends ModuleStack {
  readonly #owner: Owner;
  readonly #home: Home;

  constructor(scope: Construct) {
    super(scope, "collector", {
      title: "Capture appliance and mirror target",
      summary:
        "One machine that captures mirrored packets, without SSH or a public address, and the mirror target that sessions " +
        "of this and other accounts send to.",
      sample: {
        deployment: "demo",
        image_id: "ami-0123456789abcdef0",
        vpc_id: "vpc-0123456789abcdef0",
        subnet_id: "subnet-0123456789abcdef0",
        mirror_source_cidrs: ["10.0.1.0/24", "10.0.2.0/24"],
      },
    });
    this.#owner = addOwner(this);
    this.#home = homeOf(this);
    for (const variable of [...PLACE_VARIABLES, ...CAPTURE_VARIABLES, ...BUCKET_VARIABLES, ...SHARING_VARIABLES]) {
      this.addVariable(variable);
    }
    const appliance = this.#addAppliance(this.#addSettings());
    const target = new MirrorTarget(this, "Target", {
      deployment: this.#owner.deployment,
      networkInterfaceId: appliance.primaryNetworkInterfaceId,
    });
    // The construct knows when it is synthesized whether there is a date, and Terraform when it plans.
    target.resource.tags = this.#owner.tags;
    const shareArn = this.#addShare(target);
    const collector = this.#addCollector(target, appliance, shareArn);
    this.#addParameter(collector);

    this.addOutput({
      name: "collector",
      description: "All that the source module needs to know, also of another account or pipeline.",
      value: collector.expression,
    });
    this.addOutput({
      name: "target_id",
      description: "Mirror target, for sessions made elsewhere.",
      value: target.targetId,
    });
    this.addOutput({ name: "target_arn", description: "ARN of the mirror target.", value: target.targetArn });
    this.addOutput({
      name: "share_arn",
      description: "ARN of the target's share, for accounts that must accept it; null where it is not shared.",
      value: shareArn.expression,
    });
    this.addOutput({ name: "instance_id", description: "Appliance, for Session Manager.", value: appliance.id });
    this.addOutput({
      name: "network_interface_id",
      description: "Interface that the mirrored packets are sent to.",
      value: appliance.primaryNetworkInterfaceId,
    });
    this.addOutput({
      name: "private_ip",
      description: "Address that the mirrored packets are sent to.",
      value: appliance.privateIp,
    });
  }

  #addSettings(): TerraformLocal {
    return this.addLocal(
      "settings",
      ref(`{
        for name, value in {
          deployment      = var.deployment
          vnis            = range(var.virtual_network_id_range.first, var.virtual_network_id_range.first + var.virtual_network_id_range.count)
          listenerPorts   = distinct(var.listener_ports)
          rotationSeconds = var.rotation_seconds
          diskBudgetBytes = var.disk_budget_bytes == null ? (var.volume_size_gib - 10) * ${GIB} : var.disk_budget_bytes
          retention       = var.retention
          healthPort      = var.health_port
          bucket          = var.bucket
          prefix          = var.prefix
          bucketOwner     = var.bucket_owner
          region          = var.bucket_region
        } : name => value if value != null
      }`),
      "What the appliance reads at boot. It refuses a setting that is null.",
    );
  }

  #addAppliance(settings: TerraformLocal): Instance {
    const { tags } = this.#owner;
    const securityGroup = addApplianceNetwork(this, tags);
    const role = addApplianceRole(this, this.#home, tags);
    const appliance = new Instance(this, "Appliance", {
      ami: Token.asString(ref("var.image_id")),
      instanceType: Token.asString(ref("var.instance_type")),
      subnetId: Token.asString(ref("var.subnet_id")),
      vpcSecurityGroupIds: [securityGroup.id],
      associatePublicIpAddress: false,
      iamInstanceProfile: role.instanceProfileName,
      metadataOptions: METADATA_OPTIONS,
      rootBlockDevice: {
        encrypted: true,
        volumeType: "gp3",
        volumeSize: Token.asNumber(ref("var.volume_size_gib")),
        tags,
      },
      // The whole object is a token, as CDKTF has them for texts, numbers and lists.
      userData: settingsUserData(Token.asAny(settings.expression) as unknown as ApplianceSettings),
      userDataReplaceOnChange: false,
      tags,
    });
    this.addOutput({
      name: "security_group_id",
      description: "Security group of the appliance, for further rules.",
      value: securityGroup.id,
    });
    this.addOutput({
      name: "role_arn",
      description: "Role of the appliance, for the policies of its bucket and key.",
      value: role.roleArn,
    });
    return appliance;
  }

  /** Result: ARN of the share, or null. */
  #addShare(target: MirrorTarget): TerraformLocal {
    const share = new RamResourceShare(this, "Share", {
      count: Token.asNumber(ref("length(var.share_with) > 0 ? 1 : 0")),
      name: `tls-mirror-${this.#owner.deployment}`,
      allowExternalPrincipals: ref("var.allow_external_accounts"),
      tags: this.#owner.tags,
    });
    const resourceShareArn = Token.asString(ref(`one(${addressOf(share)}[*].arn)`));
    const shared = new RamResourceAssociation(this, "ShareTarget", {
      count: Token.asNumber(ref("length(var.share_with) > 0 ? 1 : 0")),
      resourceShareArn,
      resourceArn: target.targetArn,
    });
    const iterator = TerraformIterator.fromList(Token.asList(ref("var.share_with")));
    const principals = new RamPrincipalAssociation(this, "SharePrincipals", {
      forEach: iterator,
      resourceShareArn,
      principal: Token.asString(iterator.value),
    });
    return this.addLocal(
      "share_arn",
      ref(`one(distinct(concat(
        ${addressOf(shared)}[*].resource_share_arn,
        values(${addressOf(principals)})[*].resource_share_arn
      )))`),
      "As the associations tell it, so that whoever accepts the share in the same apply finds it complete.",
    );
  }

  /** `CollectorOutputs`, in the form that constructs of other pipelines read too. */
  #addCollector(target: MirrorTarget, appliance: Instance, shareArn: TerraformLocal): TerraformLocal {
    const outputs = CollectorReference.toOutput({
      targetId: target.targetId,
      targetArn: target.targetArn,
      targetAccountId: target.ownerId,
      region: this.#home.region,
      virtualNetworkIdRange: {
        first: Token.asNumber(ref("var.virtual_network_id_range.first")),
        count: Token.asNumber(ref("var.virtual_network_id_range.count")),
      },
      collectorCidrs: [`${appliance.privateIp}/32`],
      shareArn: shareArn.asString,
      bucket: Token.asString(ref("var.bucket")),
      sourceLimit: Token.asNumber(ref("var.source_limit")),
    });
    return this.addLocal("collector", outputs);
  }

  #addParameter(collector: TerraformLocal): void {
    new SsmParameter(this, "Parameter", {
      count: Token.asNumber(ref("var.parameter_prefix == null ? 0 : 1")),
      name: "${var.parameter_prefix}/collector",
      description: "Where mirror sessions of other stacks send, for TLS analysis",
      type: "String",
      insecureValue: Token.asString(ref(`jsonencode(local.${collector.friendlyUniqueId})`)),
      tags: this.#owner.tags,
    });
  }
}

function addressOf({ terraformResourceType, friendlyUniqueId }: TerraformResource): string {
  return `${terraformResourceType}.${friendlyUniqueId}`;
}
