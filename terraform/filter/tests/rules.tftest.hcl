# What the presets make of their inputs. No account is needed.

mock_provider "aws" {}

variables {
  deployment = "demo"
}

run "mirrors_port_443_of_both_families_by_default" {
  command = plan

  assert {
    condition     = sort(keys(output.rules)) == sort(["ingress-100", "ingress-110", "egress-100", "egress-110"])
    error_message = "one port needs four rules"
  }

  assert {
    condition     = output.rules["ingress-100"].destination_port_range == { from = 443, to = 443, text = "443" }
    error_message = "what clients send goes to the listener's port"
  }

  assert {
    condition     = output.rules["egress-110"].source_port_range == { from = 443, to = 443, text = "443" } && output.rules["egress-110"].destination_cidr_block == "::/0"
    error_message = "what clients get comes from the listener's port"
  }

  assert {
    condition     = length(aws_ec2_traffic_mirror_filter_rule.rules) == 4
    error_message = "each rule is a resource"
  }
}

run "joins_adjacent_ports_in_any_order" {
  command = plan

  variables {
    listener_ports = [8444, 443, 8443, 443, 10443]
    ipv6           = false
  }

  assert {
    condition     = [for number in ["100", "110", "120"] : output.rules["ingress-${number}"].destination_port_range.text] == ["443", "8443-8444", "10443"]
    error_message = "8443 and 8444 share a range, and ranges ascend as numbers do"
  }

  assert {
    condition     = length(output.rules) == 6
    error_message = "without IPv6 a range costs two rules"
  }
}

run "rejects_excluded_networks_first" {
  command = plan

  variables {
    excluded_cidrs = ["10.0.0.0/16"]
  }

  assert {
    condition     = output.rules["ingress-10"].rule_action == "reject" && output.rules["egress-10"].destination_cidr_block == "10.0.0.0/16"
    error_message = "both directions of an excluded network are rejected before anything is accepted"
  }
}

run "mirrors_targets_instead_of_clients" {
  command = plan

  variables {
    target_ports = [8443]
    target_cidrs = ["10.0.0.0/16"]
  }

  assert {
    condition     = keys(output.rules) == ["egress-100", "ingress-100"] && output.rules["ingress-100"].source_port_range.from == 8443
    error_message = "what targets send comes from their port"
  }
}

run "refuses_more_rules_than_aws_allows" {
  command = plan

  variables {
    listener_ports = [443, 8443, 9443]
  }

  expect_failures = [aws_ec2_traffic_mirror_filter.filter]
}

run "is_deployed" {
  assert {
    condition     = output.filter_id == aws_ec2_traffic_mirror_filter.filter.id
    error_message = "the filter is told to the caller"
  }
}
