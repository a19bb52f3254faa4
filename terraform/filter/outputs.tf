# Written by `npm run export-module` from modules/mirror/export. Change it there.

output "filter_id" {
  value       = aws_ec2_traffic_mirror_filter.filter.id
  description = "Filter, for mirror sessions of this account and Region."
}

output "rules" {
  value       = local.rules
  description = "Rules of the filter by direction and number, in the words of AWS."
}
