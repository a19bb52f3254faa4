# Written by `npm run export-module` from modules/mirror/export. Change it there.

locals {
  # Who made this, and until when.
  tags = {
    for name, value in {
      "Name"                  = "tls-mirror ${var.deployment}"
      "tls-mirror:deployment" = var.deployment
      "tls-mirror:managed-by" = "terraform"
      "tls-mirror:expires-at" = var.expires_at
    } : name => value if value != null
  }

  # What the appliance reads at boot. It refuses a setting that is null.
  settings = {
    for name, value in {
      deployment      = var.deployment
      vnis            = range(var.virtual_network_id_range.first, var.virtual_network_id_range.first + var.virtual_network_id_range.count)
      listenerPorts   = distinct(var.listener_ports)
      rotationSeconds = var.rotation_seconds
      diskBudgetBytes = var.disk_budget_bytes == null ? (var.volume_size_gib - 10) * 1073741824 : var.disk_budget_bytes
      retention       = var.retention
      healthPort      = var.health_port
      bucket          = var.bucket
      prefix          = var.prefix
      bucketOwner     = var.bucket_owner
      region          = var.bucket_region
    } : name => value if value != null
  }

  # CloudWatch makes metrics of what is put into the log group.
  statements = [
    for statement in [
      {
        Sid      = "PublishOwnMetrics"
        Effect   = "Allow"
        Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = ["arn:${data.aws_partition.partition.partition}:logs:${data.aws_region.region.region}:${data.aws_caller_identity.account.account_id}:log-group:/tls-mirror/${var.deployment}", "arn:${data.aws_partition.partition.partition}:logs:${data.aws_region.region.region}:${data.aws_caller_identity.account.account_id}:log-group:/tls-mirror/${var.deployment}:*"]
      },
      var.bucket == null ? null : {
        Sid      = "UploadToOwnFolder"
        Effect   = "Allow"
        Action   = ["s3:PutObject", "s3:AbortMultipartUpload"]
        Resource = join("/", compact(["arn:${data.aws_partition.partition.partition}:s3:::${coalesce(var.bucket, "-")}", var.prefix, var.deployment, "*"]))
      },
      var.bucket_key_arn == null ? null : {
        Sid      = "EncryptUploads"
        Effect   = "Allow"
        Action   = ["kms:GenerateDataKey", "kms:Decrypt"]
        Resource = var.bucket_key_arn
      },
    ] : statement if statement != null
  ]

  # As the associations tell it, so that whoever accepts the share in the same apply finds it complete.
  share_arn = one(distinct(concat(
    aws_ram_resource_association.share_target[*].resource_share_arn,
    values(aws_ram_principal_association.share_principals)[*].resource_share_arn
  )))

  collector = {
    targetId        = aws_ec2_traffic_mirror_target.target.id
    targetArn       = aws_ec2_traffic_mirror_target.target.arn
    targetAccountId = aws_ec2_traffic_mirror_target.target.owner_id
    region          = data.aws_region.region.region
    virtualNetworkIdRange = {
      first = var.virtual_network_id_range.first
      count = var.virtual_network_id_range.count
    }
    collectorCidrs         = ["${aws_instance.appliance.private_ip}/32"]
    shareArn               = local.share_arn
    bucket                 = var.bucket
    sourceLimit            = var.source_limit
    packetLengthLimitBytes = null
  }
}

data "aws_partition" "partition" {}

data "aws_caller_identity" "account" {}

data "aws_region" "region" {}

resource "aws_security_group" "security_group" {
  description = "Capture appliance for TLS analysis"

  egress {
    cidr_blocks      = ["0.0.0.0/0"]
    description      = "uploads, metrics and Systems Manager"
    from_port        = 443
    ipv6_cidr_blocks = ["::/0"]
    protocol         = "tcp"
    to_port          = 443
  }

  ingress {
    cidr_blocks      = [for cidr in var.mirror_source_cidrs : cidr if !strcontains(cidr, ":")]
    description      = "mirrored packets in VXLAN"
    from_port        = 4789
    ipv6_cidr_blocks = [for cidr in var.mirror_source_cidrs : cidr if strcontains(cidr, ":")]
    protocol         = "udp"
    to_port          = 4789
  }
  name_prefix = "tls-mirror-"
  tags        = local.tags
  vpc_id      = var.vpc_id
}

resource "aws_iam_role" "role" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
  description        = "Capture appliance for TLS analysis"
  name_prefix        = "tls-mirror-"
  tags               = local.tags
}

resource "aws_iam_role_policy" "role_policy" {
  name_prefix = "tls-mirror-"
  policy      = jsonencode({ Version = "2012-10-17", Statement = local.statements })
  role        = aws_iam_role.role.id
}

resource "aws_iam_role_policy_attachment" "session_manager" {
  count      = var.allow_session_manager ? 1 : 0
  policy_arn = "arn:${data.aws_partition.partition.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore"
  role       = aws_iam_role.role.name
}

resource "aws_iam_instance_profile" "profile" {
  name_prefix = "tls-mirror-"
  role        = aws_iam_role.role.name
  tags        = local.tags
}

resource "aws_instance" "appliance" {
  ami                         = var.image_id
  associate_public_ip_address = false
  iam_instance_profile        = aws_iam_instance_profile.profile.name
  instance_type               = var.instance_type
  subnet_id                   = var.subnet_id
  tags                        = local.tags
  user_data                   = <<-EOT
#cloud-boothook
#!/bin/sh
set -eu
mkdir -p /etc/tls-mirror
cat > /etc/tls-mirror/capture.json.new <<'END_OF_SETTINGS'
${jsonencode(local.settings)}
END_OF_SETTINGS
chmod 0644 /etc/tls-mirror/capture.json.new
mv /etc/tls-mirror/capture.json.new /etc/tls-mirror/capture.json
EOT
  user_data_replace_on_change = false
  vpc_security_group_ids      = [aws_security_group.security_group.id]

  metadata_options {
    http_endpoint               = "enabled"
    http_put_response_hop_limit = 1
    http_tokens                 = "required"
  }

  root_block_device {
    encrypted   = true
    tags        = local.tags
    volume_size = var.volume_size_gib
    volume_type = "gp3"
  }
}

resource "aws_ec2_traffic_mirror_target" "target" {
  description          = "Capture appliance for TLS analysis"
  network_interface_id = aws_instance.appliance.primary_network_interface_id
  tags                 = local.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_ram_resource_share" "share" {
  count                     = length(var.share_with) > 0 ? 1 : 0
  allow_external_principals = var.allow_external_accounts
  name                      = "tls-mirror-${var.deployment}"
  tags                      = local.tags
}

resource "aws_ram_resource_association" "share_target" {
  count              = length(var.share_with) > 0 ? 1 : 0
  resource_arn       = aws_ec2_traffic_mirror_target.target.arn
  resource_share_arn = one(aws_ram_resource_share.share[*].arn)
}

resource "aws_ram_principal_association" "share_principals" {
  for_each           = toset(var.share_with)
  principal          = each.value
  resource_share_arn = one(aws_ram_resource_share.share[*].arn)
}

resource "aws_ssm_parameter" "parameter" {
  count          = var.parameter_prefix == null ? 0 : 1
  description    = "Where mirror sessions of other stacks send, for TLS analysis"
  insecure_value = jsonencode(local.collector)
  name           = "${var.parameter_prefix}/collector"
  tags           = local.tags
  type           = "String"
}
