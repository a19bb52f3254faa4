# Written by `npm run export-module` from modules/mirror/export. Change it there.

output "state_machine_arn" {
  value       = aws_sfn_state_machine.coverage.arn
  description = "Check of the interfaces, to run it by hand."
}

output "alarm_arn" {
  value       = aws_cloudwatch_metric_alarm.coverage_alarm.arn
  description = "ARN of the alarm."
}
