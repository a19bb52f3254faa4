# Written by `npm run export-module` from modules/mirror/export. Change it there.

mock_provider "aws" {}

variables {
  deployment = "demo"
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

run "refuses_excluded_cidrs_1" {
  command = plan

  variables {
    excluded_cidrs = ["203.0.113.0"]
  }
  expect_failures = [var.excluded_cidrs]
}

run "refuses_excluded_cidrs_2" {
  command = plan

  variables {
    excluded_cidrs = ["2001:db8::1/32"]
  }
  expect_failures = [var.excluded_cidrs]
}

run "refuses_excluded_cidrs_3" {
  command = plan

  variables {
    excluded_cidrs = [
      "10.0.0.0/16",
      "10.1.0.0/16",
      "10.2.0.0/16",
      "10.3.0.0/16",
      "10.4.0.0/16",
      "10.5.0.0/16",
      "10.6.0.0/16",
      "10.7.0.0/16",
      "10.8.0.0/16",
      "10.9.0.0/16",
    ]
  }
  expect_failures = [var.excluded_cidrs]
}

run "refuses_excluded_cidrs_4" {
  command = plan

  variables {
    excluded_cidrs = ["203.0.113.0/24", "203.0.113.128/25"]
  }
  expect_failures = [var.excluded_cidrs]
}

run "refuses_excluded_cidrs_5" {
  command = plan

  variables {
    excluded_cidrs = ["10.0.0.0/8"]
    client_cidrs   = ["10.1.0.0/16", "203.0.113.0/24"]
  }
  expect_failures = [var.excluded_cidrs]
}

run "refuses_excluded_cidrs_6" {
  command = plan

  variables {
    excluded_cidrs = ["10.0.0.0/8"]
    target_ports   = [8443]
  }
  expect_failures = [var.excluded_cidrs]
}

run "refuses_target_ports_1" {
  command = plan

  variables {
    target_ports = [443, 65536]
  }
  expect_failures = [var.target_ports]
}

run "refuses_target_cidrs_1" {
  command = plan

  variables {
    target_cidrs = []
  }
  expect_failures = [var.target_cidrs]
}

run "refuses_target_cidrs_2" {
  command = plan

  variables {
    target_cidrs = ["203.0.113.0"]
  }
  expect_failures = [var.target_cidrs]
}

run "refuses_target_cidrs_3" {
  command = plan

  variables {
    target_cidrs = ["2001:db8::1/32"]
  }
  expect_failures = [var.target_cidrs]
}

run "refuses_target_cidrs_4" {
  command = plan

  variables {
    target_cidrs = ["203.0.113.0/24", "203.0.113.128/25"]
  }
  expect_failures = [var.target_cidrs]
}
