# What is looked at, and when the alarm goes off. No account is needed.

mock_provider "aws" {
  mock_resource "aws_sfn_state_machine" {
    defaults = { arn = "arn:aws:states:eu-central-1:111122223333:stateMachine:tls-mirror-coverage-1" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/tls-mirror-coverage-1" }
  }
}

variables {
  deployment        = "demo"
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188"
  filter_id         = "tmf-0123456789abcdef0"
  target_id         = "tmt-0123456789abcdef0"
  alarm_action_arns = ["arn:aws:sns:eu-central-1:111122223333:alerts"]
}

run "looks_at_one_load_balancer_filter_and_target" {
  assert {
    condition = jsondecode(aws_sfn_state_machine.coverage.definition).States.Prepare.Assign.interfaceQuery.Filters == [
      { Name = "description", Values = ["ELB app/web/50dc6c495c0c9188"] }
    ]
    error_message = "interfaces are found by the whole description"
  }

  assert {
    condition = jsondecode(aws_sfn_state_machine.coverage.definition).States.Prepare.Assign.sessionQuery.Filters == [
      { Name = "traffic-mirror-filter-id", Values = [var.filter_id] },
      { Name = "traffic-mirror-target-id", Values = [var.target_id] }
    ]
    error_message = "sessions are those of the filter to the target"
  }
}

run "runs_every_five_minutes_and_tells_whom_it_is_told_to" {
  assert {
    condition     = aws_scheduler_schedule.coverage_schedule.schedule_expression == "rate(5 minutes)" && one(aws_scheduler_schedule.coverage_schedule.target).arn == output.state_machine_arn
    error_message = "the schedule starts the state machine"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.coverage_alarm.alarm_actions == toset(var.alarm_action_arns) && aws_cloudwatch_metric_alarm.coverage_alarm.treat_missing_data == "breaching"
    error_message = "the alarm tells the topic, of a check that does not run too"
  }
}
