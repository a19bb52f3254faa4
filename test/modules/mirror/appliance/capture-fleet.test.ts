import { TerraformVariable } from "cdktf";
import { UserError } from "../../../../modules/contracts";
import type { CaptureFleetProps, CollectorOutputs } from "../../../../modules/mirror";
import { MirrorTarget } from "../../../../modules/mirror";
import { synth } from "../../../support/synth";
import { fleet } from "../samples";

const group = (props: Partial<CaptureFleetProps> = {}) => synth(fleet(props)).resource("aws_autoscaling_group");
const template = (props: Partial<CaptureFleetProps> = {}) => synth(fleet(props)).resource("aws_launch_template");

describe("a capture fleet", () => {
  test("keeps its machines in all the subnets, as healthy as the load balancer finds them", () => {
    expect(group()).toMatchObject({
      name: "tls-mirror-demo",
      min_size: 2,
      max_size: 6,
      desired_capacity: 2,
      vpc_zone_identifier: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
      target_group_arns: [expect.stringContaining("aws_lb_target_group.")],
      health_check_type: "ELB",
      health_check_grace_period: 300,
      default_instance_warmup: 180,
    });
  });

  test("may have more machines than six where at least so many are wanted", () => {
    expect(group({ minSize: 8 })).toMatchObject({ min_size: 8, max_size: 8, desired_capacity: 8 });
  });

  test("leaves the number of machines to scaling once it is made", () => {
    expect(group({ desiredCapacity: 3 })).toMatchObject({
      desired_capacity: 3,
      lifecycle: { ignore_changes: ["desired_capacity"] },
    });
  });

  test("takes sizes that Terraform alone knows", () => {
    const stack = synth((scope) => {
      fleet({ minSize: new TerraformVariable(scope, "size", { type: "number" }).numberValue })(scope);
    });

    expect(stack.resource("aws_autoscaling_group")).toMatchObject({
      min_size: "${var.size}",
      max_size: "${max(var.size, 6)}",
      desired_capacity: "${var.size}",
    });
  });

  test("holds a machine that is to go away until it has uploaded, for 15 minutes of silence unless told otherwise", () => {
    const hook = {
      name: "tls-mirror-drain",
      lifecycle_transition: "autoscaling:EC2_INSTANCE_TERMINATING",
      heartbeat_timeout: 900,
      default_result: "CONTINUE",
    };

    expect(group()["initial_lifecycle_hook"]).toEqual([hook]);
    expect(group({ drainHeartbeatSeconds: 60 })["initial_lifecycle_hook"]).toEqual([
      { ...hook, heartbeat_timeout: 60 },
    ]);
  });

  test("lets its machines hold and release their own termination, in their own group alone", () => {
    const documents = synth(fleet({}))
      .resources("aws_iam_role_policy")
      .map((policy) => JSON.parse(policy["policy"] as string) as { Statement: { Sid: string; Resource: string }[] });
    const [statement] = documents.flatMap(({ Statement }) => Statement).filter(({ Sid }) => Sid.startsWith("Hold"));

    expect(statement).toMatchObject({
      Action: ["autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"],
    });
    expect(statement!.Resource).toMatch(/:autoScalingGroup:\*:autoScalingGroupName\/tls-mirror-demo$/);
    expect(statement!.Resource).toMatch(
      /^arn:\$\{data\.aws_partition\.\w+\.partition\}:autoscaling:\$\{data\.aws_region\.\w+\.region\}:/,
    );
  });

  test("takes their rights away after the machines are gone, and lets them start only behind a listener", () => {
    expect(group()["depends_on"]).toEqual([
      expect.stringMatching(/^aws_lb_listener\./),
      expect.stringMatching(/^aws_iam_role_policy\..*Role_Policy/),
      expect.stringMatching(/^aws_iam_role_policy\..*DrainPolicy/),
    ]);
  });

  test("brings another image or other settings by machines that start before the old ones go", () => {
    expect(group()).toMatchObject({
      launch_template: { version: expect.stringMatching(/^\$\{aws_launch_template\.\w+\.latest_version\}$/) as string },
      instance_refresh: {
        strategy: "Rolling",
        preferences: { min_healthy_percentage: 100, max_healthy_percentage: 150, auto_rollback: true },
      },
    });
  });

  test("has no key pair and no public address, answers IMDSv2 alone, encrypts its disks, and is watched each minute", () => {
    expect(template()).toMatchObject({
      network_interfaces: [
        { associate_public_ip_address: "false", delete_on_termination: "true", security_groups: [expect.any(String)] },
      ],
      metadata_options: { http_endpoint: "enabled", http_tokens: "required", http_put_response_hop_limit: 1 },
      block_device_mappings: [
        { device_name: "/dev/xvda", ebs: { encrypted: "true", volume_type: "gp3", volume_size: 50 } },
      ],
      monitoring: { enabled: true },
    });
    expect(template()).not.toHaveProperty("key_name");
    expect(template()).not.toHaveProperty("vpc_security_group_ids");
  });

  test("tells its machines the same as a single one is told", () => {
    const text = template({ bucket: "captures", prefix: "team" })["user_data"];

    expect(text).toMatch(/^\$\{base64encode\("#cloud-boothook/);
    expect(text).toContain('"deployment" = "demo", "vnis" = [12345]');
    expect(text).toContain('"bucket" = "captures", "prefix" = "team"');
  });

  test("lets the load balancer ask for health from its own subnets, unless other networks are named", () => {
    const health = (props: Partial<CaptureFleetProps>) => {
      const rules = synth(fleet(props)).resource("aws_security_group")["ingress"] as Record<string, unknown>[];
      return rules.find((rule) => rule["protocol"] === "tcp");
    };

    expect(health({ healthPort: 9000 })).toMatchObject({
      from_port: 9000,
      cidr_blocks: expect.stringMatching(/^\$\{data\.aws_subnet\.\w+\.\*\.cidr_block\}$/) as string,
    });
    expect(health({ healthCheckCidrs: ["10.0.8.0/24"] })).toMatchObject({ cidr_blocks: ["10.0.8.0/24"] });
  });

  test("carries its deployment's tags on machines, volumes and interfaces too", () => {
    const tags = {
      "tls-mirror:deployment": "demo",
      "tls-mirror:managed-by": "terraform",
      "tls-mirror:expires-at": "2026-12-31T18:00:00Z",
    };
    const expiresAt = "2026-12-31T18:00:00Z";

    expect(template({ expiresAt })["tag_specifications"]).toEqual(
      ["instance", "volume", "network-interface"].map((resource_type) => ({
        resource_type,
        tags: { Name: "tls-mirror demo", ...tags },
      })),
    );
    expect(group({ expiresAt })["tag"]).toEqual(
      expect.arrayContaining(Object.entries(tags).map(([key, value]) => ({ key, value, propagate_at_launch: false }))),
    );
  });

  test("tells other stacks what they need to mirror to it", () => {
    const outputs = (props: Partial<CaptureFleetProps>, shareArn?: string) => {
      let told: CollectorOutputs | undefined;
      synth((stack) => {
        const made = fleet(props)(stack);
        const networkLoadBalancerArn = made.loadBalancer.loadBalancerArn;
        const target = new MirrorTarget(stack, "Target", { deployment: "demo", networkLoadBalancerArn });
        told = made.collectorOutputs(target, shareArn);
      });
      return told;
    };

    expect(outputs({ virtualNetworkIds: [102, 100, 101], bucket: "captures" })).toMatchObject({
      virtualNetworkIdRange: { first: 100, count: 3 },
      bucket: "captures",
      shareArn: undefined,
      packetLengthLimitBytes: 8500,
    });
    expect(outputs({}, "arn:aws:ram:eu-central-1:123456789012:resource-share/1")).toMatchObject({
      virtualNetworkIdRange: { first: 12_345, count: 1 },
      shareArn: "arn:aws:ram:eu-central-1:123456789012:resource-share/1",
    });
    expect(() => outputs({ virtualNetworkIds: [100, 102] })).toThrow(
      new UserError(
        "[stack/Fleet] virtualNetworkIds 100, 102 are not next to each other, so that no range tells other stacks which " +
          "to use. Choose adjacent numbers, each once.",
      ),
    );
  });

  test("keeps the addresses of what is deployed", () => {
    expect(synth(fleet({ allowSessionManager: true })).addresses()).toMatchInlineSnapshot(`
     [
       "aws_autoscaling_group.Fleet_30813DF3",
       "aws_autoscaling_policy.Fleet_DiskPolicy_C1C462DC",
       "aws_autoscaling_policy.Fleet_PacketsPolicy_4D579824",
       "aws_cloudwatch_metric_alarm.Fleet_DiskAlarm_A038CE40",
       "aws_iam_instance_profile.Fleet_Role_Profile_CC2A82EC",
       "aws_iam_role.Fleet_Role_427BC000",
       "aws_iam_role_policy.Fleet_DrainPolicy_E7F65D0F",
       "aws_iam_role_policy.Fleet_Role_Policy_7590D05E",
       "aws_iam_role_policy_attachment.Fleet_Role_SessionManager_5E100D7C",
       "aws_launch_template.Fleet_LaunchTemplate_FAC34002",
       "aws_lb.Fleet_LoadBalancer_FB7B619B",
       "aws_lb_listener.Fleet_LoadBalancer_Listener_5837C3B4",
       "aws_lb_target_group.Fleet_LoadBalancer_TargetGroup_F940629A",
       "aws_security_group.Fleet_SecurityGroup_1001C624",
       "data.aws_caller_identity.Fleet_Account_976A9A05",
       "data.aws_caller_identity.Fleet_Role_Account_8D392DE1",
       "data.aws_partition.Fleet_Partition_6A22BB33",
       "data.aws_partition.Fleet_Role_Partition_ED6326F7",
       "data.aws_region.Fleet_Region_4F20624F",
       "data.aws_region.Fleet_Role_Region_17B6424D",
       "data.aws_subnet.Fleet_Subnets_A403A8E5",
     ]
    `);
  });
});
