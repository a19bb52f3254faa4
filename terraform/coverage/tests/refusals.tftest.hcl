# Written by `npm run export-module` from modules/mirror/export. Change it there.

mock_provider "aws" {}

variables {
  deployment        = "demo"
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188"
  filter_id         = "tmf-0123456789abcdef0"
  target_id         = "tmt-0123456789abcdef0"
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

run "refuses_alarm_action_arns_1" {
  command = plan

  variables {
    alarm_action_arns = ["alerts"]
  }
  expect_failures = [var.alarm_action_arns]
}
