output "mirrored_interface_ids" {
  description = "Interfaces of the load balancer, each mirrored and billed."
  value       = module.source.source_interface_ids
}

output "appliance_instance_id" {
  description = "Instance that captures, for Session Manager."
  value       = module.collector.instance_id
}

output "collector" {
  description = "What sources of other pipelines need to know."
  value       = module.collector.collector
}
