# Written by `npm run export-module` from modules/mirror/export. Change it there.

output "security_group_id" {
  value       = aws_security_group.security_group.id
  description = "Security group of the appliance, for further rules."
}

output "role_arn" {
  value       = aws_iam_role.role.arn
  description = "Role of the appliance, for the policies of its bucket and key."
}

output "collector" {
  value       = local.collector
  description = "All that the source module needs to know, also of another account or pipeline."
}

output "target_id" {
  value       = aws_ec2_traffic_mirror_target.target.id
  description = "Mirror target, for sessions made elsewhere."
}

output "target_arn" {
  value       = aws_ec2_traffic_mirror_target.target.arn
  description = "ARN of the mirror target."
}

output "share_arn" {
  value       = local.share_arn
  description = "ARN of the target's share, for accounts that must accept it; null where it is not shared."
}

output "instance_id" {
  value       = aws_instance.appliance.id
  description = "Appliance, for Session Manager."
}

output "network_interface_id" {
  value       = aws_instance.appliance.primary_network_interface_id
  description = "Interface that the mirrored packets are sent to."
}

output "private_ip" {
  value       = aws_instance.appliance.private_ip
  description = "Address that the mirrored packets are sent to."
}
