# Written by `npm run export-module` from modules/mirror/export. Change it there.

output "source_interface_ids" {
  value       = local.interface_ids
  description = "Interfaces that are mirrored, each billed by the hour."
}

output "session_ids" {
  value       = { for id, session in aws_ec2_traffic_mirror_session.sessions : id => session.id }
  description = "Mirror session of each interface, by the interface's id."
}

output "filter_id" {
  value       = local.filter_id
  description = "Filter of the sessions, the caller's or this module's own."
}

output "coverage_state_machine_arn" {
  value       = one(module.coverage[*].state_machine_arn)
  description = "Check of the interfaces, to run it by hand; null where there is none."
}
