locals {
  built_at      = formatdate("YYYYMMDD'T'hhmmss'Z'", timestamp())
  instance_type = var.instance_type != "" ? var.instance_type : (var.architecture == "arm64" ? "t4g.small" : "t3.small")

  # The plugin takes a key for every Region of the copies or for none; an empty one is the account's own for EBS there.
  region_kms_key_ids = merge({ for region in var.copy_to_regions : region => "" }, var.region_kms_key_ids)

  tags = merge(var.tags, {
    Name                    = "tls-mirror-${var.image_version}-${var.architecture}"
    "tls-mirror:version"    = var.image_version
    "tls-mirror:commit"     = var.commit
    "tls-mirror:base-image" = "{{ .SourceAMI }} {{ .SourceAMIName }}"
  })
  build_tags = merge(var.tags, {
    Name = "tls-mirror image build"
  })
}

source "amazon-ebs" "appliance" {
  region          = var.region
  ami_name        = "tls-mirror-${var.image_version}-${var.architecture}-${local.built_at}"
  ami_description = "Captures mirrored packets of load balancers for TLS analysis"

  source_ami_filter {
    owners      = [var.base_image_owner]
    most_recent = true
    filters = {
      name                = "${var.base_image_name}-${var.architecture}"
      architecture        = var.architecture
      root-device-type    = "ebs"
      virtualization-type = "hvm"
    }
  }

  instance_type = local.instance_type
  subnet_id     = var.subnet_id
  ebs_optimized = true

  launch_block_device_mappings {
    device_name           = "/dev/xvda"
    volume_size           = var.volume_size_gib
    volume_type           = "gp3"
    iops                  = 3000
    throughput            = 125
    delete_on_termination = true
  }

  # The build: no port is open to it. SSH goes through Systems Manager with a key that ends with the build.
  communicator              = "ssh"
  ssh_username              = "ec2-user"
  ssh_interface             = "session_manager"
  ssh_clear_authorized_keys = true
  temporary_key_pair_type   = "ed25519"
  iam_instance_profile      = var.instance_profile

  dynamic "temporary_iam_instance_profile_policy_document" {
    for_each = var.instance_profile == "" ? ["session-manager"] : []
    content {
      Version = "2012-10-17"
      # What AmazonSSMManagedInstanceCore allows, without reading parameters.
      Statement {
        Effect = "Allow"
        Action = [
          "ssm:UpdateInstanceInformation",
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ]
        Resource = ["*"]
      }
    }
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  # The image: encrypted, and instances of it answer IMDSv2 alone.
  imds_support       = "v2.0"
  encrypt_boot       = true
  kms_key_id         = var.kms_key_id
  ami_users          = var.share_with_accounts
  ami_regions        = var.copy_to_regions
  region_kms_key_ids = local.region_kms_key_ids

  tags            = local.tags
  snapshot_tags   = local.tags
  run_tags        = local.build_tags
  run_volume_tags = local.build_tags
}
