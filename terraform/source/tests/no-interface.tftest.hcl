# A load balancer whose interfaces this account or Region does not have. No account is needed.

mock_provider "aws" {
  mock_data "aws_network_interfaces" {
    defaults = { ids = [] }
  }
  mock_data "aws_region" {
    defaults = { region = "eu-central-1" }
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
    virtualNetworkIdRange = { first = 100, count = 1 }
    collectorCidrs        = []
  }
}

run "refuses_a_load_balancer_without_interfaces" {
  command = plan

  expect_failures = [data.aws_network_interfaces.load_balancer]
}
