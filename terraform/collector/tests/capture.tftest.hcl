# What the appliance is told and allowed, and what others learn of it. No account is needed.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { region = "eu-central-1" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

variables {
  deployment          = "demo"
  image_id            = "ami-0123456789abcdef0"
  vpc_id              = "vpc-0123456789abcdef0"
  subnet_id           = "subnet-0123456789abcdef0"
  mirror_source_cidrs = ["10.0.1.0/24", "2001:db8::/64"]
}

run "keeps_captures_on_the_instance_by_default" {
  command = plan

  assert {
    condition = jsondecode(split("\n", aws_instance.appliance.user_data)[5]) == {
      deployment      = "demo"
      vnis            = [12345]
      listenerPorts   = [443]
      rotationSeconds = 300
      diskBudgetBytes = 40 * 1024 * 1024 * 1024
      retention       = "handshakes"
      healthPort      = 8080
    }
    error_message = "the appliance gets its settings, and none that is null"
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.role_policy.policy).Statement : statement.Sid] == ["PublishOwnMetrics"]
    error_message = "without a bucket nothing may be uploaded"
  }

  assert {
    condition     = length(aws_iam_role_policy_attachment.session_manager) == 0 && length(aws_ram_resource_share.share) == 0 && length(aws_ssm_parameter.parameter) == 0
    error_message = "shell, share and parameter are made on request alone"
  }
}

run "lets_both_families_send" {
  command = plan

  assert {
    condition     = [for rule in aws_security_group.security_group.ingress : [rule.from_port, rule.protocol, rule.cidr_blocks, rule.ipv6_cidr_blocks]] == [[4789, "udp", tolist(["10.0.1.0/24"]), tolist(["2001:db8::/64"])]]
    error_message = "VXLAN is let in from the mirrored networks, and nothing else"
  }
}

run "uploads_below_its_own_folder" {
  command = plan

  variables {
    bucket         = "captures"
    prefix         = "team/tls"
    bucket_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/11112222-3333-4444-5555-666677778888"
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.role_policy.policy).Statement : statement.Resource if statement.Sid != "PublishOwnMetrics"] == ["arn:aws:s3:::captures/team/tls/demo/*", var.bucket_key_arn]
    error_message = "rights end at the deployment's folder"
  }
}

run "shares_and_tells" {
  variables {
    share_with               = ["444455556666"]
    parameter_prefix         = "/tls-mirror/demo"
    virtual_network_id_range = { first = 100, count = 3 }
    allow_session_manager    = true
  }

  assert {
    condition     = output.collector.shareArn == aws_ram_resource_share.share[0].arn && output.collector.virtualNetworkIdRange == { first = 100, count = 3 }
    error_message = "the output is complete"
  }

  assert {
    condition     = jsondecode(aws_ssm_parameter.parameter[0].insecure_value).targetId == output.target_id && aws_ssm_parameter.parameter[0].name == "/tls-mirror/demo/collector"
    error_message = "the parameter holds the output"
  }

  assert {
    condition     = keys(aws_ram_principal_association.share_principals) == ["444455556666"]
    error_message = "the target is shared with the accounts that are named"
  }
}
