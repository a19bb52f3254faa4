import type { TerraformStack } from "cdktf";
import { TerraformVariable } from "cdktf";
import type { AlbCaptureProps } from "../../../../modules/mirror";
import { MirrorFilter, MirrorTarget } from "../../../../modules/mirror";
import type { Block } from "../../../support/synth";
import { synth } from "../../../support/synth";
import { albCapture, FILTER, LOAD_BALANCER, STORE, SUBNETS } from "../samples";

const single = (props: Partial<AlbCaptureProps> = {}) => albCapture({ subnetIds: SUBNETS.slice(1), ...props });

describe("the capture of a load balancer", () => {
  test("makes a fleet for several subnets, which its sessions send to through a load balancer", () => {
    const stack = synth(albCapture({}));

    expect(stack.resource("aws_autoscaling_group")["vpc_zone_identifier"]).toEqual(SUBNETS);
    expect(stack.resource("aws_ec2_traffic_mirror_target")).toMatchObject({
      network_load_balancer_arn: expect.stringMatching(/^\$\{aws_lb\./) as string,
    });
    expect(stack.resource("aws_ec2_traffic_mirror_session")).toMatchObject({
      virtual_network_id: 12_345,
      session_number: 1,
      packet_length: 8500,
    });
    expect(stack.resources("aws_instance")).toEqual([]);
  });

  test("makes a single machine for a single subnet", () => {
    const stack = synth(single());

    expect(stack.resource("aws_instance")["subnet_id"]).toBe(SUBNETS[1]);
    expect(stack.resource("aws_ec2_traffic_mirror_target")).toMatchObject({
      network_interface_id: expect.stringMatching(/^\$\{aws_instance\./) as string,
    });
    expect(stack.resources("aws_lb")).toEqual([]);
  });

  test("makes a fleet for subnets that Terraform alone knows", () => {
    const stack = synth((scope) => {
      const subnets = new TerraformVariable(scope, "subnets", { type: "list(string)" });
      albCapture({ subnetIds: subnets.listValue })(scope);
    });

    expect(stack.resource("aws_autoscaling_group")["vpc_zone_identifier"]).toBe("${var.subnets}");
  });

  test("mirrors the client side of the listeners alone, for the clients wished for", () => {
    const rules = synth(albCapture({ listenerPorts: [8443], clientCidrs: ["203.0.113.0/24"] })).resources(
      "aws_ec2_traffic_mirror_filter_rule",
    );

    expect(rules).toHaveLength(2);
    expect(rules).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          source_cidr_block: "203.0.113.0/24",
          destination_port_range: { from_port: 8443, to_port: 8443 },
        }),
        expect.objectContaining({
          destination_cidr_block: "203.0.113.0/24",
          source_port_range: { from_port: 8443, to_port: 8443 },
        }),
      ]),
    );
  });

  test("stands in the load balancer's VPC and takes packets from its subnets, unless told otherwise", () => {
    const group = (props: Partial<AlbCaptureProps>) => synth(single(props)).resource("aws_security_group");

    expect(group({})).toMatchObject({
      vpc_id: expect.stringMatching(/^\$\{data\.aws_lb\.\w+\.vpc_id\}$/) as string,
      ingress: [
        expect.objectContaining({
          cidr_blocks: expect.stringMatching(/^\$\{data\.aws_subnet\.\w+\.\*\.cidr_block\}$/) as string,
        }),
      ],
    });
    expect(group({ vpcId: "vpc-0123456789abcdef0", mirrorSourceCidrs: ["10.1.0.0/16"] })).toMatchObject({
      vpc_id: "vpc-0123456789abcdef0",
      ingress: [expect.objectContaining({ cidr_blocks: ["10.1.0.0/16"] })],
    });
  });

  test("keeps the findings in a store of its own, or in the one that is given", () => {
    const own = synth(single());
    const given = synth(single({ store: STORE }));

    expect(own.resource("aws_instance")["user_data"]).toMatch(/"bucket" = aws_s3_bucket\.\w+\.bucket/);
    expect(own.resource("aws_instance")["user_data"]).toMatch(
      /"bucketOwner" = data\.aws_caller_identity\.\w+\.account_id/,
    );
    expect(given.resource("aws_instance")["user_data"]).not.toContain("bucketOwner");
    expect(given.resource("aws_instance")["user_data"]).toContain('"bucket" = "captures", "prefix" = "team"');
    expect(given.resources("aws_s3_bucket")).toEqual([]);
  });

  test("tells the appliances the ports that the filter mirrors, listeners' or targets'", () => {
    const told = (build: (stack: TerraformStack) => Partial<AlbCaptureProps>) =>
      /"listenerPorts" = (\[[\d, ]*\])/.exec(
        String(
          synth((stack) => {
            single({ store: STORE, ...build(stack) })(stack);
          }).resource("aws_instance")["user_data"],
        ),
      )?.[1];
    const deployment = "demo";

    expect(told(() => ({}))).toBe("[443]");
    expect(told(() => ({ listenerPorts: [8443, 443] }))).toBe("[8443, 443]");
    expect(told(() => ({ filter: FILTER, listenerPorts: [8443] }))).toBe("[8443]");
    expect(
      told((stack) => ({
        filter: MirrorFilter.forTargets(stack, "Filter", { deployment, targetPorts: [8080, 8081] }),
      })),
    ).toBe("[8080, 8081]");
    expect(
      told((stack) => ({
        filter: MirrorFilter.withoutCidrs(stack, "Filter", { deployment, excludedCidrs: ["10.0.0.0/8"] }),
      })),
    ).toBe("[443]");
  });

  test("keeps captures and findings for as long as told, and destroys them only on request", () => {
    const stack = synth(single({ captureRetentionDays: 3, findingsRetentionDays: 90, forceDestroy: true }));
    const rules = stack.resources("aws_s3_bucket_lifecycle_configuration").flatMap(({ rule }) => rule as Block[]);
    const days = (kind: string) => rules.find(({ id }) => String(id).startsWith(kind))?.["expiration"];
    const kept = (props: Partial<AlbCaptureProps>) =>
      synth(single(props))
        .resources("aws_s3_bucket")
        .map(({ force_destroy: destroyed }) => destroyed);

    expect([days("captures"), days("findings")]).toEqual([[{ days: 3 }], [{ days: 90 }]]);
    // The other one holds Athena's answers.
    expect(kept({ forceDestroy: true })).toEqual([true, true]);
    expect(kept({})).toEqual([false, true]);
  });

  test("mirrors ICMP with the clients on request", () => {
    const protocols = (mirrorIcmp?: boolean) =>
      synth(single({ store: STORE, mirrorIcmp }))
        .resources("aws_ec2_traffic_mirror_filter_rule")
        .map(({ protocol }) => protocol);

    expect(protocols()).toEqual([6, 6, 6, 6]);
    expect(protocols(true)).toEqual([6, 6, 1, 58, 6, 6, 1, 58]);
  });

  test("asks for the load balancer once, by its name or by its ARN", () => {
    const found = (props: Partial<AlbCaptureProps>) => synth(single({ store: STORE, ...props })).dataSource("aws_lb");

    expect(found({})).toEqual({ arn: LOAD_BALANCER });
    expect(found({ loadBalancerArn: undefined, loadBalancerName: "web" })).toMatchObject({ name: "web" });
  });

  test("makes neither appliance nor store for a target that captures already", () => {
    const stack = synth(
      albCapture({
        imageId: undefined,
        subnetIds: undefined,
        target: MirrorTarget.fromLoadBalancerTargetId("tmt-0123456789abcdef0"),
        filter: MirrorFilter.fromFilterId("tmf-0123456789abcdef0"),
        virtualNetworkId: 7,
        sessionNumber: 20,
        watchCoverage: false,
      }),
    );

    expect(stack.addresses().map((address) => address.split(".").slice(0, -1).join("."))).toEqual([
      "aws_ec2_traffic_mirror_session",
      "data.aws_network_interfaces",
    ]);
    expect(stack.resource("aws_ec2_traffic_mirror_session")).toMatchObject({
      traffic_mirror_target_id: "tmt-0123456789abcdef0",
      traffic_mirror_filter_id: "tmf-0123456789abcdef0",
      packet_length: 8500,
      virtual_network_id: 7,
      session_number: 20,
    });
  });

  test("checks that each interface has a session of its filter to its target, unless told otherwise", () => {
    const definition = (props: Partial<AlbCaptureProps>) =>
      String(synth(single({ store: STORE, ...props })).resources("aws_sfn_state_machine")[0]?.["definition"]);

    expect(definition({})).toMatch(
      /"traffic-mirror-filter-id","Values":\["\$\{aws_ec2_traffic_mirror_filter\.\w+\.id\}"/,
    );
    expect(definition({})).toMatch(
      /"traffic-mirror-target-id","Values":\["\$\{aws_ec2_traffic_mirror_target\.\w+\.id\}"/,
    );
    expect(definition({})).toContain('"description","Values":["ELB app/web/50dc6c495c0c9188"]');
    expect(definition({ watchCoverage: false })).toBe("undefined");
  });

  test("tells whom it is told to of an interface without a session also where others capture", () => {
    const topic = "arn:aws:sns:eu-central-1:123456789012:alerts";
    const stack = synth(
      albCapture({
        imageId: undefined,
        subnetIds: undefined,
        target: MirrorTarget.fromTargetId("tmt-0123456789abcdef0"),
        alarmActionArns: [topic],
      }),
    );

    expect(stack.resource("aws_cloudwatch_metric_alarm")).toMatchObject({
      alarm_name: "tls-mirror demo app/web/50dc6c495c0c9188 interfaces unmirrored",
      alarm_actions: [topic],
    });
  });

  test("watches what it made, and tells whom it is told to", () => {
    const topic = "arn:aws:sns:eu-central-1:123456789012:alerts";
    const watched = (build: (stack: TerraformStack) => void) =>
      synth(build)
        .resources("aws_cloudwatch_metric_alarm")
        .filter((alarm) => JSON.stringify(alarm["alarm_actions"]) === JSON.stringify([topic]))
        .map((alarm) => alarm["alarm_name"]);

    expect(watched(single({ alarmActionArns: [topic] }))).toEqual([
      "tls-mirror demo capture dead",
      "tls-mirror demo disk",
      "tls-mirror demo failures unseen",
      "tls-mirror demo packets dropped",
      "tls-mirror demo processing behind",
      "tls-mirror demo VNI 12345 quiet",
      "tls-mirror demo upload lag",
      "tls-mirror demo app/web/50dc6c495c0c9188 interfaces unmirrored",
    ]);
    expect(watched(albCapture({ alarmActionArns: [topic] }))).toEqual(
      expect.arrayContaining(["tls-mirror demo no healthy appliance", "tls-mirror demo nothing mirrored"]),
    );
  });

  test("holds the load balancer's failures against those seen only where all of its clients are mirrored", () => {
    const holds = (props: Partial<AlbCaptureProps>) =>
      synth(single({ store: STORE, ...props }))
        .resources("aws_cloudwatch_metric_alarm")
        .some((alarm) => alarm["alarm_name"] === "tls-mirror demo failures unseen");
    const own = { filter: FILTER, listenerPorts: [443] };

    expect(holds({ listenerPorts: [443, 8443] })).toBe(true);
    expect(holds({ listenerPorts: [443], watchUnseenFailures: false })).toBe(false);
    expect(holds({ clientCidrs: ["203.0.113.0/24"] })).toBe(false);
    expect(holds(own)).toBe(false);
    expect(holds({ ...own, watchUnseenFailures: true })).toBe(true);
  });

  test("says on all that is billed by the hour when it should be gone", () => {
    const stack = synth(albCapture({ expiresAt: "2026-12-31T18:00:00Z" }));

    for (const type of [
      "aws_ec2_traffic_mirror_session",
      "aws_ec2_traffic_mirror_target",
      "aws_lb",
      "aws_launch_template",
    ]) {
      expect(stack.resource(type)["tags"]).toMatchObject({ "tls-mirror:expires-at": "2026-12-31T18:00:00Z" });
    }
  });

  test("keeps the addresses of what is deployed, with a single machine", () => {
    expect(synth(single({ store: STORE })).addresses()).toMatchInlineSnapshot(`
     [
       "aws_cloudwatch_dashboard.Capture_Alarms_6764B9BD",
       "aws_cloudwatch_metric_alarm.Capture_Alarms_CaptureDead_867823E3",
       "aws_cloudwatch_metric_alarm.Capture_Alarms_DiskUsed_BF71CDEB",
       "aws_cloudwatch_metric_alarm.Capture_Alarms_FailuresUnseen_4530B09C",
       "aws_cloudwatch_metric_alarm.Capture_Alarms_PacketsDropped_FEC82A18",
       "aws_cloudwatch_metric_alarm.Capture_Alarms_ProcessingBehind_B6DD31DF",
       "aws_cloudwatch_metric_alarm.Capture_Alarms_Quiet12345_957C949E",
       "aws_cloudwatch_metric_alarm.Capture_Alarms_UploadLag_04F597B2",
       "aws_cloudwatch_metric_alarm.Capture_Coverage_Alarm_417253ED",
       "aws_ec2_traffic_mirror_filter.Capture_Filter_2460A073",
       "aws_ec2_traffic_mirror_filter_rule.Capture_Filter_EgressRule100_F8096F51",
       "aws_ec2_traffic_mirror_filter_rule.Capture_Filter_EgressRule110_B33FDAB9",
       "aws_ec2_traffic_mirror_filter_rule.Capture_Filter_IngressRule100_1993237F",
       "aws_ec2_traffic_mirror_filter_rule.Capture_Filter_IngressRule110_9B0F6CBB",
       "aws_ec2_traffic_mirror_session.Capture_Sessions_A3226D9C",
       "aws_ec2_traffic_mirror_target.Capture_Target_962EB432",
       "aws_iam_instance_profile.Capture_Appliance_Role_Profile_47602677",
       "aws_iam_role.Capture_Appliance_Role_F7136D8E",
       "aws_iam_role.Capture_Coverage_Role_92A20817",
       "aws_iam_role.Capture_Coverage_ScheduleRole_CFC0DF53",
       "aws_iam_role_policy.Capture_Appliance_Role_Policy_119D7B8F",
       "aws_iam_role_policy.Capture_Coverage_Policy_F994A9A2",
       "aws_iam_role_policy.Capture_Coverage_SchedulePolicy_BB77B0D7",
       "aws_instance.Capture_Appliance_2ABAC2E1",
       "aws_scheduler_schedule.Capture_Coverage_Schedule_B531F12D",
       "aws_scheduler_schedule_group.Capture_Coverage_ScheduleGroup_60C4B0DE",
       "aws_security_group.Capture_Appliance_SecurityGroup_1477DA0B",
       "aws_sfn_state_machine.Capture_Coverage_D63C42F3",
       "data.aws_caller_identity.Capture_Appliance_Role_Account_43D6FFAC",
       "data.aws_caller_identity.Capture_Coverage_Account_9692B704",
       "data.aws_lb.Capture_LoadBalancer_EA1AB1F0",
       "data.aws_network_interfaces.Capture_Interfaces_C3E39252",
       "data.aws_partition.Capture_Appliance_Role_Partition_BE7116AB",
       "data.aws_partition.Capture_Coverage_Partition_63B5A331",
       "data.aws_region.Capture_Alarms_Region_09084DD8",
       "data.aws_region.Capture_Appliance_Role_Region_07A3D246",
       "data.aws_region.Capture_Coverage_Region_CED37C86",
       "data.aws_subnet.Capture_SourceSubnets_53634367",
     ]
    `);
  });

  test("keeps the addresses of what is deployed, with a fleet", () => {
    const fleet = synth(albCapture({ store: STORE })).addresses();
    const machine = synth(single({ store: STORE })).addresses();

    expect(fleet.filter((address) => !machine.includes(address))).toMatchInlineSnapshot(`
     [
       "aws_autoscaling_group.Capture_Fleet_53D60F05",
       "aws_autoscaling_policy.Capture_Fleet_DiskPolicy_DCB398D6",
       "aws_autoscaling_policy.Capture_Fleet_PacketsPolicy_83A944A8",
       "aws_cloudwatch_metric_alarm.Capture_Alarms_NoHealthyAppliance_10A47491",
       "aws_cloudwatch_metric_alarm.Capture_Alarms_NothingMirrored_34894013",
       "aws_cloudwatch_metric_alarm.Capture_Fleet_DiskAlarm_E52EE504",
       "aws_iam_instance_profile.Capture_Fleet_Role_Profile_8A36B4E8",
       "aws_iam_role.Capture_Fleet_Role_921678FE",
       "aws_iam_role_policy.Capture_Fleet_DrainPolicy_9D8F142C",
       "aws_iam_role_policy.Capture_Fleet_Role_Policy_E2D40DB5",
       "aws_launch_template.Capture_Fleet_LaunchTemplate_EC67C6E2",
       "aws_lb.Capture_Fleet_LoadBalancer_FD0DD6A1",
       "aws_lb_listener.Capture_Fleet_LoadBalancer_Listener_F1DA5F27",
       "aws_lb_target_group.Capture_Fleet_LoadBalancer_TargetGroup_E432DBD1",
       "aws_security_group.Capture_Fleet_SecurityGroup_70093A0C",
       "data.aws_caller_identity.Capture_Fleet_Account_6465E981",
       "data.aws_caller_identity.Capture_Fleet_Role_Account_CDCBD8A3",
       "data.aws_partition.Capture_Fleet_Partition_E2D396A6",
       "data.aws_partition.Capture_Fleet_Role_Partition_C7466846",
       "data.aws_region.Capture_Fleet_Region_9C4A269C",
       "data.aws_region.Capture_Fleet_Role_Region_4EBC0606",
       "data.aws_subnet.Capture_Fleet_Subnets_CAB7D2CB",
     ]
    `);
  });

  test("keeps its own store at the same address", () => {
    expect(
      synth(single())
        .addresses()
        .find((address) => address.startsWith("aws_s3_bucket.")),
    ).toMatchInlineSnapshot(`"aws_s3_bucket.Capture_Store_Bucket_5C7A7430"`);
  });
});
