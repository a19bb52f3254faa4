# Written by `npm run export-module` from modules/mirror/export. Change it there.

mock_provider "aws" {}

variables {
  deployment          = "demo"
  image_id            = "ami-0123456789abcdef0"
  vpc_id              = "vpc-0123456789abcdef0"
  subnet_id           = "subnet-0123456789abcdef0"
  mirror_source_cidrs = ["10.0.1.0/24", "10.0.2.0/24"]
}

run "refuses_deployment_1" {
  command = plan

  variables {
    deployment = "Web_Prod"
  }
  expect_failures = [var.deployment]
}

run "refuses_expires_at_1" {
  command = plan

  variables {
    expires_at = "2026-02-30T18:00:00Z"
  }
  expect_failures = [var.expires_at]
}

run "refuses_image_id_1" {
  command = plan

  variables {
    image_id = "latest"
  }
  expect_failures = [var.image_id]
}

run "refuses_vpc_id_1" {
  command = plan

  variables {
    vpc_id = "vpc"
  }
  expect_failures = [var.vpc_id]
}

run "refuses_subnet_id_1" {
  command = plan

  variables {
    subnet_id = "subnet"
  }
  expect_failures = [var.subnet_id]
}

run "refuses_mirror_source_cidrs_1" {
  command = plan

  variables {
    mirror_source_cidrs = []
  }
  expect_failures = [var.mirror_source_cidrs]
}

run "refuses_mirror_source_cidrs_2" {
  command = plan

  variables {
    mirror_source_cidrs = ["203.0.113.0"]
  }
  expect_failures = [var.mirror_source_cidrs]
}

run "refuses_mirror_source_cidrs_3" {
  command = plan

  variables {
    mirror_source_cidrs = ["2001:db8::1/32"]
  }
  expect_failures = [var.mirror_source_cidrs]
}

run "refuses_source_limit_1" {
  command = plan

  variables {
    source_limit = 101
  }
  expect_failures = [var.source_limit]
}

run "refuses_virtual_network_id_range_1" {
  command = plan

  variables {
    virtual_network_id_range = {
      first = 16777215
      count = 2
    }
  }
  expect_failures = [var.virtual_network_id_range]
}

run "refuses_virtual_network_id_range_2" {
  command = plan

  variables {
    virtual_network_id_range = {
      first = 1
      count = 0
    }
  }
  expect_failures = [var.virtual_network_id_range]
}

run "refuses_listener_ports_1" {
  command = plan

  variables {
    listener_ports = []
  }
  expect_failures = [var.listener_ports]
}

run "refuses_listener_ports_2" {
  command = plan

  variables {
    listener_ports = [443, 65536]
  }
  expect_failures = [var.listener_ports]
}

run "refuses_volume_size_gib_1" {
  command = plan

  variables {
    volume_size_gib = 65537
  }
  expect_failures = [var.volume_size_gib]
}

run "refuses_disk_budget_bytes_1" {
  command = plan

  variables {
    disk_budget_bytes = 67108863
  }
  expect_failures = [var.disk_budget_bytes]
}

run "refuses_rotation_seconds_1" {
  command = plan

  variables {
    rotation_seconds = 86401
  }
  expect_failures = [var.rotation_seconds]
}

run "refuses_retention_1" {
  command = plan

  variables {
    retention = "all"
  }
  expect_failures = [var.retention]
}

run "refuses_health_port_1" {
  command = plan

  variables {
    health_port = 80
  }
  expect_failures = [var.health_port]
}

run "refuses_bucket_1" {
  command = plan

  variables {
    bucket = "s3://demo"
  }
  expect_failures = [var.bucket]
}

run "refuses_prefix_1" {
  command = plan

  variables {
    prefix = "/tls"
    bucket = "demo"
  }
  expect_failures = [var.prefix]
}

run "refuses_prefix_2" {
  command = plan

  variables {
    prefix = "tls"
  }
  expect_failures = [var.prefix]
}

run "refuses_bucket_owner_1" {
  command = plan

  variables {
    bucket_owner = "1111"
    bucket       = "demo"
  }
  expect_failures = [var.bucket_owner]
}

run "refuses_bucket_owner_2" {
  command = plan

  variables {
    bucket_owner = "111122223333"
  }
  expect_failures = [var.bucket_owner]
}

run "refuses_bucket_region_1" {
  command = plan

  variables {
    bucket_region = "Frankfurt"
    bucket        = "demo"
  }
  expect_failures = [var.bucket_region]
}

run "refuses_bucket_region_2" {
  command = plan

  variables {
    bucket_region = "eu-central-1"
  }
  expect_failures = [var.bucket_region]
}

run "refuses_bucket_key_arn_1" {
  command = plan

  variables {
    bucket_key_arn = "arn:aws:kms:eu-central-1:111122223333:alias/1234abcd-12ab-34cd-56ef-1234567890ab"
    bucket         = "demo"
  }
  expect_failures = [var.bucket_key_arn]
}

run "refuses_bucket_key_arn_2" {
  command = plan

  variables {
    bucket_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  }
  expect_failures = [var.bucket_key_arn]
}

run "refuses_share_with_1" {
  command = plan

  variables {
    share_with = ["arn:aws:iam::111122223333:role/admin"]
  }
  expect_failures = [var.share_with]
}

run "refuses_share_with_2" {
  command = plan

  variables {
    share_with = ["arn:aws:organizations::111122223333:organization/o-exampleorgid"]
  }
  expect_failures = [var.share_with]
}

run "refuses_parameter_prefix_1" {
  command = plan

  variables {
    parameter_prefix = "/aws/tls-mirror"
  }
  expect_failures = [var.parameter_prefix]
}
