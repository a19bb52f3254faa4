import { TerraformVariable } from "cdktf";
import type { CaptureInstanceProps } from "../../../../modules/mirror";
import { CaptureRetention } from "../../../../modules/mirror";
import { synth } from "../../../support/synth";
import { appliance } from "../samples";

const policy = (props: Partial<CaptureInstanceProps>) =>
  JSON.parse(synth(appliance(props)).resource("aws_iam_role_policy")["policy"] as string) as {
    Statement: { Sid: string; Action: string[]; Resource: string; Condition?: unknown }[];
  };

const userData = (props: Partial<CaptureInstanceProps>) =>
  synth(appliance(props)).resource("aws_instance")["user_data"] as string;

describe("a capture instance", () => {
  test("takes VXLAN from the load balancer's subnets, and nothing else", () => {
    const group = synth(appliance({ mirrorSourceCidrs: ["10.0.0.0/24", "2001:db8::/64"] })).resource(
      "aws_security_group",
    );

    expect(group["ingress"]).toEqual([
      expect.objectContaining({
        protocol: "udp",
        from_port: 4789,
        to_port: 4789,
        cidr_blocks: ["10.0.0.0/24"],
        ipv6_cidr_blocks: ["2001:db8::/64"],
      }),
    ]);
    expect(group["egress"]).toEqual([expect.objectContaining({ protocol: "tcp", from_port: 443, to_port: 443 })]);
  });

  test("answers health checks from the networks named, and from none otherwise", () => {
    const ingress = (props: Partial<CaptureInstanceProps>) =>
      synth(appliance(props)).resource("aws_security_group")["ingress"];

    expect(ingress({})).toHaveLength(1);
    expect(ingress({ healthCheckCidrs: ["10.0.8.0/24"], healthPort: 9000 })).toEqual([
      expect.objectContaining({ from_port: 4789 }),
      expect.objectContaining({ protocol: "tcp", from_port: 9000, to_port: 9000, cidr_blocks: ["10.0.8.0/24"] }),
    ]);
  });

  test("takes ids and names that Terraform alone knows", () => {
    const instance = synth((scope) => {
      const text = (name: string) => new TerraformVariable(scope, name, { type: "string" }).stringValue;
      appliance({
        imageId: text("image"),
        vpcId: text("vpc"),
        subnetId: text("subnet"),
        bucket: text("bucket"),
        prefix: text("prefix"),
        bucketKeyArn: text("key"),
      })(scope);
    }).resource("aws_instance");

    expect(instance).toMatchObject({ ami: "${var.image}", subnet_id: "${var.subnet}" });
    expect(instance["user_data"]).toContain('"bucket" = var.bucket, "prefix" = var.prefix');
  });

  test("takes networks that Terraform alone knows", () => {
    const stack = synth((scope) => {
      const networks = new TerraformVariable(scope, "networks", { type: "list(string)" }).listValue;
      appliance({ mirrorSourceCidrs: networks, healthCheckCidrs: networks })(scope);
    });

    expect(stack.resource("aws_security_group")["ingress"]).toEqual([
      expect.objectContaining({ from_port: 4789, cidr_blocks: "${var.networks}", ipv6_cidr_blocks: [] }),
      expect.objectContaining({ from_port: 8080, cidr_blocks: "${var.networks}", ipv6_cidr_blocks: [] }),
    ]);
  });

  test("has no key pair and no public address, answers IMDSv2 alone, and encrypts its disk", () => {
    const instance = synth(appliance({})).resource("aws_instance");

    expect(instance).toMatchObject({
      associate_public_ip_address: false,
      metadata_options: { http_endpoint: "enabled", http_tokens: "required", http_put_response_hop_limit: 1 },
      root_block_device: { encrypted: true, volume_type: "gp3", volume_size: 50 },
    });
    expect(instance).not.toHaveProperty("key_name");
  });

  test("may publish its own metrics and nothing else, where no bucket is given", () => {
    const [statement, ...others] = policy({}).Statement;

    expect(others).toEqual([]);
    expect(statement).toMatchObject({
      Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    });
    const group =
      /^arn:\$\{data\.aws_partition\.\w+\.partition\}:logs:\$\{data\.aws_region\.\w+\.region\}:\$\{data\.aws_caller_identity\.\w+\.account_id\}:log-group:\/tls-mirror\/demo(:\*)?$/;
    expect(statement?.Resource).toEqual([expect.stringMatching(group), expect.stringMatching(group)]);
  });

  test("may write below its own folder of the bucket, and neither read nor list", () => {
    const partition = /^\$\{data\.aws_partition\.\w+\.partition\}$/;
    const upload = policy({ bucket: "captures", prefix: "team" }).Statement.find(
      ({ Sid }) => Sid === "UploadToOwnFolder",
    );

    expect(upload?.Action).toEqual(["s3:PutObject", "s3:AbortMultipartUpload"]);
    const [arn, name, ...rest] = upload!.Resource.split(":");
    expect([arn, ...rest]).toEqual(["arn", "s3", "", "", "captures/team/demo/*"]);
    expect(name).toMatch(partition);
  });

  test("may use the bucket's key, and no other", () => {
    const key = "arn:aws:kms:eu-central-1:123456789012:key/1b2c3d4e-0000-1111-2222-333344445555";
    const encrypt = policy({ bucket: "captures", bucketKeyArn: key }).Statement.find(
      ({ Sid }) => Sid === "EncryptUploads",
    );

    expect(encrypt).toMatchObject({ Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: key });
  });

  test("is open to Session Manager on request only", () => {
    const attachments = (props: Partial<CaptureInstanceProps>) =>
      synth(appliance(props)).resources("aws_iam_role_policy_attachment");

    expect(attachments({})).toEqual([]);
    expect(attachments({ allowSessionManager: true }).map((attachment) => attachment["policy_arn"])).toEqual([
      expect.stringMatching(/:iam::aws:policy\/AmazonSSMManagedInstanceCore$/),
    ]);
  });

  test("carries its deployment's tags on all that takes tags", () => {
    const stack = synth(appliance({}));
    const tags = { "tls-mirror:deployment": "demo", "tls-mirror:managed-by": "terraform" };

    for (const type of ["aws_instance", "aws_security_group", "aws_iam_role", "aws_iam_instance_profile"]) {
      expect(stack.resource(type)["tags"]).toMatchObject(tags);
    }
    expect(stack.resource("aws_instance")["root_block_device"]).toMatchObject({ tags });
  });

  test("tells the appliance what to do at every boot", () => {
    const text = userData({ retention: CaptureRetention.EVERYTHING, bucket: "captures", prefix: "team" });

    expect(text.split("\n").slice(0, 2)).toEqual(["#cloud-boothook", "#!/bin/sh"]);
    expect(text).toContain(
      '${jsonencode({"deployment" = "demo", "vnis" = [12345], "listenerPorts" = [443], "rotationSeconds" = 300, ' +
        '"diskBudgetBytes" = 42949672960, "retention" = "everything", "healthPort" = 8080, ' +
        '"bucket" = "captures", "prefix" = "team"})}',
    );
  });

  test("tells the appliance whose bucket it is, and where", () => {
    const text = userData({ bucket: "captures", bucketOwner: "111122223333", bucketRegion: "eu-west-1" });

    expect(text).toContain('"bucket" = "captures", "bucketOwner" = "111122223333", "region" = "eu-west-1"');
  });

  test("keeps handshakes alone unless told otherwise", () => {
    expect(userData({})).toContain('"retention" = "handshakes"');
  });

  test("leaves room for the system on a volume whose size Terraform alone knows", () => {
    const stack = synth((scope) => {
      const size = new TerraformVariable(scope, "size", { type: "number" });
      appliance({ volumeSizeGib: size.numberValue })(scope);
    });

    expect(stack.resource("aws_instance")["user_data"]).toContain('"diskBudgetBytes" = ((var.size - 10) * 1073741824)');
  });
});
