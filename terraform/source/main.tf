# Written by `npm run export-module` from modules/mirror/export. Change it there.

locals {
  # Who made this, and until when.
  tags = {
    for name, value in {
      "Name"                  = "tls-mirror ${var.deployment}"
      "tls-mirror:deployment" = var.deployment
      "tls-mirror:managed-by" = "terraform"
      "tls-mirror:expires-at" = var.expires_at
    } : name => value if value != null
  }

  # The whole description: a balancer made again under the same name has another id, and is another balancer.
  interface_description = "ELB ${element(split(":loadbalancer/", coalesce(var.load_balancer_arn, ":loadbalancer/")), 1)}"

  interface_ids = var.source_interface_ids == null ? one(data.aws_network_interfaces.load_balancer[*].ids) : var.source_interface_ids

  filter_id = var.filter == null ? one(module.filter[*].filter_id) : var.filter.filter_id

  # Names the acceptance, so that the sessions come after it.
  target_id = element([one(aws_ram_resource_share_accepter.share[*].share_id), var.collector.targetId], 1)

  virtual_network_id_range = var.virtual_network_id == null ? var.collector.virtualNetworkIdRange : { first = var.virtual_network_id, count = 1 }

  sessions_positions = tomap({ for key, val in sort(local.interface_ids) : val => key })
}

data "aws_network_interfaces" "load_balancer" {
  count = var.load_balancer_arn == null ? 0 : 1

  filter {
    name   = "description"
    values = [local.interface_description]
  }

  lifecycle {

    postcondition {
      condition     = length(self.ids) > 0
      error_message = "No network interface is described \"${local.interface_description}\". Check the load balancer's ARN, and that the provider uses its account and Region."
    }
  }
}

data "aws_region" "sessions_region" {

  lifecycle {

    postcondition {
      condition     = (self.region == var.collector.region)
      error_message = "The mirror target is in ${var.collector.region}, but the interfaces are in ${self.region}, and mirroring stays within one Region. Send to a collector in the Region of the load balancer."
    }
  }
}

module "filter" {
  source         = "../filter"
  count          = var.filter == null ? 1 : 0
  deployment     = var.deployment
  expires_at     = var.expires_at
  listener_ports = var.listener_ports
  client_cidrs   = var.client_cidrs
  mirror_icmp    = var.mirror_icmp
  ipv6           = var.ipv6
}

module "coverage" {
  source            = "../coverage"
  count             = var.watch_coverage && var.load_balancer_arn != null ? 1 : 0
  deployment        = var.deployment
  expires_at        = var.expires_at
  load_balancer_arn = var.load_balancer_arn
  filter_id         = local.filter_id
  target_id         = local.target_id
  alarm_action_arns = var.alarm_action_arns
}

resource "aws_ram_resource_share_accepter" "share" {
  count     = var.accept_share ? 1 : 0
  share_arn = var.collector.shareArn
}

resource "aws_ec2_traffic_mirror_session" "sessions" {
  for_each                 = local.sessions_positions
  description              = "TLS handshakes for analysis"
  network_interface_id     = each.key
  packet_length            = var.packet_length_bytes == null ? var.collector.packetLengthLimitBytes : var.packet_length_bytes
  session_number           = var.session_number
  tags                     = local.tags
  traffic_mirror_filter_id = local.filter_id
  traffic_mirror_target_id = local.target_id
  virtual_network_id       = (local.virtual_network_id_range.first + (each.value % local.virtual_network_id_range.count))
}

check "sessions_sources" {

  assert {
    condition     = (length(local.interface_ids) <= coalesce(var.collector.sourceLimit, length(local.interface_ids)))
    error_message = "More interfaces were found than the ${coalesce(var.collector.sourceLimit, length(local.interface_ids))} that AWS allows for one target, so it will refuse the rest. Send to a Network Load Balancer instead, or raise the target's source limit to 100 where its instance is of the largest types."
  }
}

check "sessions_packet_length" {

  assert {
    condition     = (coalesce(var.packet_length_bytes == null ? var.collector.packetLengthLimitBytes : var.packet_length_bytes, 1514) >= 1514)
    error_message = "The sessions copy ${coalesce(var.packet_length_bytes == null ? var.collector.packetLengthLimitBytes : var.packet_length_bytes, 1514)} bytes of each packet, less than a full Ethernet frame of 1514, so ClientHellos are cut and their connections come out as \"truncated\". Copy 1514 bytes or more, or whole packets."
  }
}
