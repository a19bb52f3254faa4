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

  # The far side of the rules: clients, or targets where their ports are given.
  networks = [
    for cidr in distinct(length(var.target_ports) > 0 ? var.target_cidrs : var.client_cidrs) :
    cidr if var.ipv6 || !strcontains(cidr, ":")
  ]

  # Ascending. Terraform sorts texts, so the numbers are made equally long.
  ports = [
    for port in sort([
      for port in distinct(length(var.target_ports) > 0 ? var.target_ports : var.listener_ports) :
      format("%05d", port)
    ]) : tonumber(port)
  ]

  first_ports = [for port in local.ports : port if !contains(local.ports, port - 1)]

  last_ports = [for port in local.ports : port if !contains(local.ports, port + 1)]

  # The fewest ranges that hold exactly these ports.
  port_ranges = [
    for position, first in local.first_ports : {
      from = first
      to   = local.last_ports[position]
      text = first == local.last_ports[position] ? tostring(first) : "${first}-${local.last_ports[position]}"
    }
  ]

  rejected = [
    for cidr in distinct(var.excluded_cidrs) : {
      far         = cidr
      near_ports  = null
      far_ports   = null
      protocol    = null
      description = "nothing with ${cidr}"
    } if var.ipv6 || !strcontains(cidr, ":")
  ]

  # The listener's port alone tells the client side from the target side: a balancer is reached on it and answers
  # from it, whereas towards its targets it is the client.
  accepted = concat(
    flatten([
      for range in local.port_ranges : [
        for cidr in local.networks : {
          far         = cidr
          near_ports  = length(var.target_ports) > 0 ? null : range
          far_ports   = length(var.target_ports) > 0 ? range : null
          protocol    = 6
          description = "${length(var.target_ports) > 0 ? "targets on" : "clients of listener"} port ${range.text}"
        }
      ]
    ]),
    [
      for cidr in local.networks : {
        far         = cidr
        near_ports  = null
        far_ports   = null
        protocol    = strcontains(cidr, ":") ? 58 : 1
        description = "ICMP for path MTU"
      } if var.mirror_icmp
    ]
  )

  # Rejections come first; steps of ten leave room in between.
  numbered = concat(
    [for position, item in local.rejected : merge(item, { number = 10 + position * 10, action = "reject" })],
    [for position, item in local.accepted : merge(item, { number = 100 + position * 10, action = "accept" })]
  )

  # One rule for what an interface receives and one for what it sends.
  rules = merge(
    {
      for item in local.numbered : "ingress-${item.number}" => {
        traffic_direction      = "ingress"
        rule_number            = item.number
        rule_action            = item.action
        protocol               = item.protocol
        source_cidr_block      = item.far
        source_port_range      = item.far_ports
        destination_cidr_block = strcontains(item.far, ":") ? "::/0" : "0.0.0.0/0"
        destination_port_range = item.near_ports
        description            = item.description
      }
    },
    {
      for item in local.numbered : "egress-${item.number}" => {
        traffic_direction      = "egress"
        rule_number            = item.number
        rule_action            = item.action
        protocol               = item.protocol
        source_cidr_block      = strcontains(item.far, ":") ? "::/0" : "0.0.0.0/0"
        source_port_range      = item.near_ports
        destination_cidr_block = item.far
        destination_port_range = item.far_ports
        description            = item.description
      }
    }
  )
}

resource "aws_ec2_traffic_mirror_filter" "filter" {
  description = (
    length(var.target_ports) > 0 ? "Target side of the load balancer, for TLS analysis" :
    length(var.excluded_cidrs) > 0 ? "Client side of the listeners, from outside, for TLS analysis" :
    "Client side of the listeners, for TLS analysis"
  )
  network_services = var.mirror_amazon_dns ? ["amazon-dns"] : null
  tags             = local.tags

  lifecycle {
    create_before_destroy = true

    precondition {
      condition     = length(local.rules) <= 10
      error_message = "The filter has ${length(local.rules)} rules, but AWS allows 10 in one filter and does not raise it: ${join(", ", [for wish, rules in { for rule in local.rules : rule.description => rule... } : "${wish} (${length(rules)})"])}. Drop one of these, choose adjacent ports (they share rules), name fewer networks, or set ipv6 to false."
    }
  }
}

resource "aws_ec2_traffic_mirror_filter_rule" "rules" {
  for_each                 = local.rules
  description              = each.value.description
  destination_cidr_block   = each.value.destination_cidr_block
  protocol                 = each.value.protocol
  rule_action              = each.value.rule_action
  rule_number              = each.value.rule_number
  source_cidr_block        = each.value.source_cidr_block
  traffic_direction        = each.value.traffic_direction
  traffic_mirror_filter_id = aws_ec2_traffic_mirror_filter.filter.id

  dynamic "source_port_range" {
    for_each = each.value.source_port_range == null ? [] : [each.value.source_port_range]

    content {
      from_port = source_port_range.value.from
      to_port   = source_port_range.value.to
    }
  }

  dynamic "destination_port_range" {
    for_each = each.value.destination_port_range == null ? [] : [each.value.destination_port_range]

    content {
      from_port = destination_port_range.value.from
      to_port   = destination_port_range.value.to
    }
  }
}
