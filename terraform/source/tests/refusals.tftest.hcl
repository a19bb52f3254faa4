# Written by `npm run export-module` from modules/mirror/export. Change it there.

mock_provider "aws" {
  mock_data "aws_network_interfaces" {
    defaults = {
      ids = ["eni-0123456789abcdef0", "eni-0123456789abcdef1"]
    }
  }

  mock_data "aws_region" {
    defaults = {
      region = "eu-central-1"
    }
  }
}

variables {
  deployment = "demo"
  collector = {
    targetId        = "tmt-0123456789abcdef0"
    targetArn       = "arn:aws:ec2:eu-central-1:111122223333:traffic-mirror-target/tmt-0123456789abcdef0"
    targetAccountId = "111122223333"
    region          = "eu-central-1"
    virtualNetworkIdRange = {
      first = 12345
      count = 1
    }
    collectorCidrs = ["10.0.9.10/32"]
  }
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188"
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

run "refuses_load_balancer_arn_1" {
  command = plan

  variables {
    load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/net/web/50dc6c495c0c9188"
  }
  expect_failures = [var.load_balancer_arn]
}

run "refuses_load_balancer_arn_2" {
  command = plan

  variables {
    load_balancer_arn = null
  }
  expect_failures = [var.load_balancer_arn]
}

run "refuses_source_interface_ids_1" {
  command = plan

  variables {
    load_balancer_arn    = null
    source_interface_ids = []
  }
  expect_failures = [var.source_interface_ids]
}

run "refuses_source_interface_ids_2" {
  command = plan

  variables {
    load_balancer_arn    = null
    source_interface_ids = ["i-0123456789abcdef0"]
  }
  expect_failures = [var.source_interface_ids]
}

run "refuses_source_interface_ids_3" {
  command = plan

  variables {
    load_balancer_arn    = null
    source_interface_ids = ["eni-0123456789abcdef0", "eni-0123456789abcdef0"]
  }
  expect_failures = [var.source_interface_ids]
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

run "refuses_client_cidrs_1" {
  command = plan

  variables {
    client_cidrs = []
  }
  expect_failures = [var.client_cidrs]
}

run "refuses_client_cidrs_2" {
  command = plan

  variables {
    client_cidrs = ["203.0.113.0"]
  }
  expect_failures = [var.client_cidrs]
}

run "refuses_client_cidrs_3" {
  command = plan

  variables {
    client_cidrs = ["2001:db8::1/32"]
  }
  expect_failures = [var.client_cidrs]
}

run "refuses_client_cidrs_4" {
  command = plan

  variables {
    client_cidrs = ["203.0.113.0/24", "203.0.113.128/25"]
  }
  expect_failures = [var.client_cidrs]
}

run "refuses_ipv6_1" {
  command = plan

  variables {
    ipv6         = false
    client_cidrs = ["2001:db8::/32"]
  }
  expect_failures = [var.ipv6]
}

run "refuses_virtual_network_id_1" {
  command = plan

  variables {
    virtual_network_id = 16777216
  }
  expect_failures = [var.virtual_network_id]
}

run "refuses_session_number_1" {
  command = plan

  variables {
    session_number = 0
  }
  expect_failures = [var.session_number]
}

run "refuses_packet_length_bytes_1" {
  command = plan

  variables {
    packet_length_bytes = 54
  }
  expect_failures = [var.packet_length_bytes]
}

run "refuses_accept_share_1" {
  command = plan

  variables {
    accept_share = true
  }
  expect_failures = [var.accept_share]
}

run "refuses_alarm_action_arns_1" {
  command = plan

  variables {
    alarm_action_arns = ["alerts"]
  }
  expect_failures = [var.alarm_action_arns]
}

run "refuses_alarm_action_arns_2" {
  command = plan

  variables {
    alarm_action_arns = ["arn:aws:sns:eu-central-1:111122223333:alerts"]
    watch_coverage    = false
  }
  expect_failures = [var.alarm_action_arns]
}
