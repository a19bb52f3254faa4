# Which interfaces are mirrored, and how. No account is needed.

mock_provider "aws" {
  mock_data "aws_network_interfaces" {
    defaults = { ids = ["eni-c", "eni-a", "eni-b"] }
  }
  mock_data "aws_region" {
    defaults = { region = "eu-central-1" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/tls-mirror-coverage-1" }
  }
  mock_resource "aws_sfn_state_machine" {
    defaults = { arn = "arn:aws:states:eu-central-1:111122223333:stateMachine:tls-mirror-coverage-1" }
  }
}

variables {
  deployment        = "demo"
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188"
  collector = {
    targetId              = "tmt-0123456789abcdef0"
    targetArn             = "arn:aws:ec2:eu-central-1:444455556666:traffic-mirror-target/tmt-0123456789abcdef0"
    targetAccountId       = "444455556666"
    region                = "eu-central-1"
    virtualNetworkIdRange = { first = 100, count = 2 }
    collectorCidrs        = ["10.0.9.10/32"]
    shareArn              = "arn:aws:ram:eu-central-1:444455556666:resource-share/0123"
  }
}

run "mirrors_each_interface_of_the_load_balancer" {
  assert {
    condition     = one(data.aws_network_interfaces.load_balancer[0].filter).values == toset(["ELB app/web/50dc6c495c0c9188"])
    error_message = "interfaces are found by the whole description"
  }

  assert {
    condition     = { for id, session in aws_ec2_traffic_mirror_session.sessions : id => session.virtual_network_id } == { eni-a = 100, eni-b = 101, eni-c = 100 }
    error_message = "identifiers are dealt out in the order of the interfaces' ids"
  }

  assert {
    condition     = length(module.filter) == 1 && toset([for session in aws_ec2_traffic_mirror_session.sessions : session.traffic_mirror_filter_id]) == toset([output.filter_id])
    error_message = "one filter is made for all of them"
  }
}

run "checks_the_interfaces_for_sessions" {
  variables {
    alarm_action_arns = ["arn:aws:sns:eu-central-1:111122223333:alerts"]
  }

  assert {
    condition     = length(module.coverage) == 1 && output.coverage_state_machine_arn == module.coverage[0].state_machine_arn
    error_message = "a check is made for a load balancer"
  }
}

run "leaves_the_check_out_on_request" {
  command = plan

  variables {
    watch_coverage = false
  }

  assert {
    condition     = length(module.coverage) == 0 && output.coverage_state_machine_arn == null
    error_message = "no check is made"
  }
}

run "copies_no_more_than_the_target_takes" {
  command = plan

  variables {
    collector = {
      targetId               = "tmt-0123456789abcdef0"
      targetArn              = "arn:aws:ec2:eu-central-1:444455556666:traffic-mirror-target/tmt-0123456789abcdef0"
      targetAccountId        = "444455556666"
      region                 = "eu-central-1"
      virtualNetworkIdRange  = { first = 100, count = 2 }
      collectorCidrs         = []
      packetLengthLimitBytes = 8500
    }
  }

  assert {
    condition     = alltrue([for session in aws_ec2_traffic_mirror_session.sessions : session.packet_length == 8500])
    error_message = "the limit of a load balancer's target is stated"
  }
}

run "uses_what_is_given" {
  variables {
    load_balancer_arn    = null
    source_interface_ids = ["eni-0123456789abcdef0"]
    filter               = { filter_id = "tmf-0123456789abcdef0" }
    virtual_network_id   = 7
    session_number       = 20
    accept_share         = true
  }

  assert {
    condition     = length(module.filter) == 0 && length(module.coverage) == 0 && length(data.aws_network_interfaces.load_balancer) == 0
    error_message = "nothing is made or looked for that is given"
  }

  assert {
    condition = [
      for session in aws_ec2_traffic_mirror_session.sessions : [
        session.network_interface_id, session.traffic_mirror_filter_id, session.traffic_mirror_target_id, session.virtual_network_id, session.session_number
      ]
    ] == [["eni-0123456789abcdef0", "tmf-0123456789abcdef0", "tmt-0123456789abcdef0", 7, 20]]
    error_message = "the session has the numbers, filter and target that are given"
  }

  assert {
    condition     = aws_ram_resource_share_accepter.share[0].share_arn == var.collector.shareArn
    error_message = "the share is accepted on request"
  }
}

run "warns_of_cut_hellos" {
  command = plan

  variables {
    packet_length_bytes = 256
  }

  expect_failures = [check.sessions_packet_length]
}

run "warns_of_more_interfaces_than_the_target_takes" {
  command = plan

  variables {
    collector = {
      targetId              = "tmt-0123456789abcdef0"
      targetArn             = "arn:aws:ec2:eu-central-1:444455556666:traffic-mirror-target/tmt-0123456789abcdef0"
      targetAccountId       = "444455556666"
      region                = "eu-central-1"
      virtualNetworkIdRange = { first = 100, count = 2 }
      collectorCidrs        = []
      sourceLimit           = 2
    }
  }

  expect_failures = [check.sessions_sources]
}

run "refuses_a_collector_of_another_region" {
  command = plan

  variables {
    collector = {
      targetId              = "tmt-0123456789abcdef0"
      targetArn             = "arn:aws:ec2:eu-west-1:444455556666:traffic-mirror-target/tmt-0123456789abcdef0"
      targetAccountId       = "444455556666"
      region                = "eu-west-1"
      virtualNetworkIdRange = { first = 100, count = 2 }
      collectorCidrs        = []
    }
  }

  expect_failures = [data.aws_region.sessions_region]
}
